package section321

import (
	"strconv"
	"strings"
	"sync"
)

// zipTable says which states the first three digits of a ZIP lie in (derived from the npm package zipcodes 8.0.0, BSD,
// gaps filled). A prefix may be in several states.
const zipTable = "" +
	"005-005 NY; 006-007 PR; 008-008 VI; 009-009 PR; 010-027 MA; 028-029 RI; 030-038 NH; 039-049 ME; " +
	"050-054 VT; 055-055 MA; 056-059 VT; 060-069 CT; 063-063 NY; 070-089 NJ; 090-098 AE; 100-149 NY; " +
	"150-196 PA; 197-199 DE; 200-200 DC; 201-201 VA; 202-205 DC; 205-205 MD; 205-205 VA; 206-219 MD; " +
	"220-246 VA; 247-268 WV; 270-289 NC; 290-299 SC; 300-319 GA; 320-339 FL; 340-340 AA; 341-349 FL; " +
	"350-369 AL; 370-385 TN; 386-397 MS; 398-399 GA; 400-427 KY; 430-459 OH; 460-479 IN; 480-499 MI; " +
	"500-528 IA; 530-549 WI; 550-567 MN; 569-569 DC; 570-577 SD; 580-588 ND; 590-599 MT; 600-629 IL; " +
	"630-658 MO; 660-679 KS; 680-693 NE; 700-714 LA; 716-729 AR; 730-731 OK; 733-733 TX; 734-749 OK; " +
	"739-739 TX; 750-799 TX; 800-816 CO; 820-831 WY; 832-838 ID; 834-834 WY; 840-847 UT; 850-865 AZ; " +
	"870-884 NM; 885-885 TX; 889-898 NV; 900-961 CA; 962-966 AP; 967-968 HI; 967-967 AS; 969-969 GU; " +
	"969-969 FM; 969-969 MH; 969-969 MP; 969-969 PW; 970-979 OR; 980-994 WA; 995-999 AK"

// zipStates is the table by prefix.
var zipStates = sync.OnceValue(func() *[1000][]string {
	var byPrefix [1000][]string
	for row := range strings.SplitSeq(zipTable, "; ") {
		low, _ := strconv.Atoi(row[0:3])
		high, _ := strconv.Atoi(row[4:7])
		for prefix := low; prefix <= high; prefix++ {
			byPrefix[prefix] = append(byPrefix[prefix], row[8:])
		}
	}
	return &byPrefix
})

// zipInState reports whether a ZIP of five digits lies in a state.
func zipInState(zip, state string) bool {
	prefix := int(zip[0]-'0')*100 + int(zip[1]-'0')*10 + int(zip[2]-'0')
	for _, s := range zipStates()[prefix] {
		if s == state {
			return true
		}
	}
	return false
}

// domesticStates is the 50 states, DC and PR.
var domesticStates = sync.OnceValue(func() map[string]bool {
	states := map[string]bool{}
	const all = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK " +
		"OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR"
	for state := range strings.FieldsSeq(all) {
		states[state] = true
	}
	return states
})
