package section321

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// readStreet gives the street of two address lines with USPS abbreviations, and the unit apart from it.
func readStreet(line1, line2 string) (street, unit string) {
	text := fold(line1)
	if line2 != "" {
		text += " " + fold(line2)
	}
	tokens := streetTokens(text)
	table := abbreviations()
	var kept, units []string
	for i := 0; i < len(tokens); i++ {
		if designator(tokens[i]) {
			next := i + 1
			for next < len(tokens) && tokens[next] == "#" {
				next++
			}
			if next < len(tokens) && unitLike(tokens[next]) {
				units = append(units, trimZeros(tokens[next]))
				i = next
				continue
			}
			if floor := len(kept) - 1; isFloor(tokens[i]) && floor > 0 && ordinal(kept[floor]) {
				units = append(units, trimZeros(strings.TrimRight(kept[floor], "STNDRH")))
				kept = kept[:floor]
				continue
			}
			if tokens[i] == "#" {
				continue
			}
		}
		word := tokens[i]
		if short, ok := table[word]; ok {
			word = short
		}
		kept = append(kept, word)
	}
	slices.Sort(units)
	return strings.Join(joinDirections(kept), " "), strings.Join(slices.Compact(units), " ")
}

// streetTokens splits a folded text into words of letters and digits and number signs. A point within initials is dropped
// (N.W. is NW), any other parts words (ST.APT.4); so does the change to a number after a designator (APT4).
func streetTokens(folded string) []string {
	folded = dropMarks(folded, "'’‘`´ʼ-")
	var text strings.Builder
	run := 0 // letters and digits since the last break
	for _, r := range folded {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			run++
			text.WriteRune(r)
			continue
		case r == '.' && run == 1:
		case r == '#':
			text.WriteString(" # ")
		default:
			text.WriteByte(' ')
		}
		run = 0
	}
	var tokens []string
	for word := range strings.FieldsSeq(text.String()) {
		if at := strings.IndexAny(word, "0123456789"); at > 0 && designator(word[:at]) {
			tokens = append(tokens, word[:at])
			word = word[at:]
		}
		tokens = append(tokens, word)
	}
	return tokens
}

func designator(word string) bool {
	switch word {
	case "APT", "APARTMENT", "STE", "SUITE", "UNIT", "RM", "ROOM", "#":
		return true
	}
	return isFloor(word)
}

func isFloor(word string) bool { return word == "FL" || word == "FLOOR" || word == "FLR" }

// unitLike reports whether a word can name a unit: it holds a digit or is at most two letters.
func unitLike(word string) bool {
	return strings.ContainsAny(word, "0123456789") || (len([]rune(word)) <= 2 && word != "#" && !direction(word))
}

func ordinal(word string) bool {
	n := strings.TrimRight(word, "STNDRH")
	return n != word && n != "" && strings.Trim(n, "0123456789") == ""
}

func trimZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return s
}

func direction(word string) bool {
	return slices.Contains([]string{"N", "S", "E", "W", "NE", "NW", "SE", "SW"}, word)
}

// joinDirections writes N W as NW and P O BOX as PO BOX.
func joinDirections(tokens []string) []string {
	var out []string
	for _, t := range tokens {
		if n := len(out) - 1; n >= 0 {
			last := out[n]
			if (last == "N" || last == "S") && (t == "E" || t == "W") || last == "P" && t == "O" {
				out[n] = last + t
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// abbreviationTable is the directions and street suffixes of USPS Publication 28 (section 233 and appendix C1): the
// standard form and what is written for it.
const abbreviationTable = `N NORTH;S SOUTH;E EAST;W WEST;NE NORTHEAST;NW NORTHWEST;SE SOUTHEAST;SW SOUTHWEST;` +
	`ALY ALLEY ALLEE ALLY;ANX ANNEX ANEX ANNX;ARC ARCADE;AVE AVENUE AV AVEN AVENU AVN AVNUE;BYU BAYOU BAYOO;BCH BEACH;` +
	`BND BEND;BLF BLUFF BLUF;BLFS BLUFFS;BTM BOTTOM BOT BOTTM;BLVD BOULEVARD BOUL BOULV;BR BRANCH BRNCH;BRG BRIDGE BRDGE;` +
	`BRK BROOK;BRKS BROOKS;BG BURG;BGS BURGS;BYP BYPASS BYPA BYPAS BYPS;CP CAMP CMP;CYN CANYON CANYN CNYN;CPE CAPE;` +
	`CSWY CAUSEWAY CAUSWA;CTR CENTER CEN CENT CENTR CENTRE CNTER CNTR;CTRS CENTERS;CIR CIRCLE CIRC CIRCL CRCL CRCLE;` +
	`CIRS CIRCLES;CLF CLIFF;CLFS CLIFFS;CLB CLUB;CMN COMMON;CMNS COMMONS;COR CORNER;CORS CORNERS;CRSE COURSE;CT COURT;` +
	`CTS COURTS;CV COVE;CVS COVES;CRK CREEK;CRES CRESCENT CRSENT CRSNT;CRST CREST;XING CROSSING CRSSNG;XRD CROSSROAD;` +
	`XRDS CROSSROADS;CURV CURVE;DL DALE;DM DAM;DV DIVIDE DIV DVD;DR DRIVE DRIV DRV;DRS DRIVES;EST ESTATE;ESTS ESTATES;` +
	`EXPY EXPRESSWAY EXP EXPR EXPRESS EXPW;EXT EXTENSION EXTN EXTNSN;EXTS EXTENSIONS;FLS FALLS;FRY FERRY FRRY;FLD FIELD;` +
	`FLDS FIELDS;FLT FLAT;FLTS FLATS;FRD FORD;FRDS FORDS;FRST FOREST FORESTS;FRG FORGE FORG;FRGS FORGES;FRK FORK;` +
	`FRKS FORKS;FT FORT FRT;FWY FREEWAY FREEWY FRWAY FRWY;GDN GARDEN GARDN GRDEN GRDN;GDNS GARDENS GRDNS;` +
	`GTWY GATEWAY GATEWY GATWAY GTWAY;GLN GLEN;GLNS GLENS;GRN GREEN;GRNS GREENS;GRV GROVE GROV;GRVS GROVES;` +
	`HBR HARBOR HARB HARBR HRBOR;HBRS HARBORS;HVN HAVEN;HTS HEIGHTS HT;HWY HIGHWAY HIGHWY HIWAY HIWY HWAY;HL HILL;` +
	`HLS HILLS;HOLW HOLLOW HLLW HOLLOWS HOLWS;INLT INLET;IS ISLAND ISLND;ISS ISLANDS ISLNDS;ISLE ISLES;JCT JUNCTION ` +
	`JCTION JCTN JUNCTN JUNCTON;JCTS JUNCTIONS JCTNS;KY KEY;KYS KEYS;KNL KNOLL KNOL;KNLS KNOLLS;LK LAKE;LKS LAKES;` +
	`LNDG LANDING LNDNG;LN LANE;LGT LIGHT;LGTS LIGHTS;LF LOAF;LCK LOCK;LCKS LOCKS;LDG LODGE LDGE LODG;LOOP LOOPS;` +
	`MNR MANOR;MNRS MANORS;MDW MEADOW;MDWS MEADOWS MEDOWS;ML MILL;MLS MILLS;MSN MISSION MISSN MSSN;MTWY MOTORWAY;` +
	`MT MOUNT MNT;MTN MOUNTAIN MNTAIN MNTN MOUNTIN MTIN;MTNS MOUNTAINS MNTNS;NCK NECK;ORCH ORCHARD ORCHRD;OVAL OVL;` +
	`OPAS OVERPASS;PARK PRK PARKS;PKWY PARKWAY PARKWY PKWAY PKY PARKWAYS PKWYS;PSGE PASSAGE;PATH PATHS;PIKE PIKES;` +
	`PNE PINE;PNES PINES;PL PLACE;PLN PLAIN;PLNS PLAINS;PLZ PLAZA PLZA;PT POINT;PTS POINTS;PRT PORT;PRTS PORTS;` +
	`PR PRAIRIE PRR;RADL RADIAL RAD RADIEL;RNCH RANCH RANCHES RNCHS;RPD RAPID;RPDS RAPIDS;RST REST;RDG RIDGE RDGE;` +
	`RDGS RIDGES;RIV RIVER RVR RIVR;RD ROAD;RDS ROADS;RTE ROUTE;SHL SHOAL;SHLS SHOALS;SHR SHORE SHOAR;SHRS SHORES SHOARS;` +
	`SKWY SKYWAY;SPG SPRING SPNG SPRNG;SPGS SPRINGS SPNGS SPRNGS;SPUR SPURS;SQ SQUARE SQR SQRE SQU;SQS SQUARES SQRS;` +
	`STA STATION STATN STN;STRA STRAVENUE STRAV STRAVEN STRAVN STRVN STRVNUE;STRM STREAM STREME;ST STREET STRT STR;` +
	`STS STREETS;SMT SUMMIT SUMIT SUMITT;TER TERRACE TERR;TRWY THROUGHWAY;TRCE TRACE TRACES;TRAK TRACK TRACKS TRK TRKS;` +
	`TRFY TRAFFICWAY;TRL TRAIL TRAILS TRLS;TRLR TRAILER TRLRS;TUNL TUNNEL TUNEL TUNLS TUNNELS TUNNL;TPKE TURNPIKE TRNPK ` +
	`TURNPK;UPAS UNDERPASS;UN UNION;UNS UNIONS;VLY VALLEY VALLY VLLY;VLYS VALLEYS;VIA VIADUCT VDCT VIADCT;VW VIEW;` +
	`VWS VIEWS;VLG VILLAGE VILL VILLAG VILLG VILLIAGE;VLGS VILLAGES;VL VILLE;VIS VISTA VIST VST VSTA;WALK WALKS;` +
	`WAY WY;WL WELL;WLS WELLS`

var abbreviations = sync.OnceValue(func() map[string]string {
	table := map[string]string{}
	for row := range strings.SplitSeq(abbreviationTable, ";") {
		forms := strings.Fields(row)
		for _, form := range forms[1:] {
			table[form] = forms[0]
		}
	}
	return table
})
