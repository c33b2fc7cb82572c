package orderfile

import (
	"strconv"
	"strings"
)

// nodeOf puts the rows of one order into the shape of a JSON order, so that both formats are read by the same code.
func nodeOf(rows []row) node {
	first := rows[0].fields
	goods := make([]node, 0, len(rows))
	for _, r := range rows {
		goods = append(goods, lineNode(r.fields))
	}
	return objectOf(map[string]node{
		"order": objectOf(map[string]node{
			"order_id": textOf(first["order_id"]), "revision": numberOf(first["revision"]), "client": textOf(first["client"]),
			"placed_at": textOf(first["placed_at"]), "currency": textOf(first["currency"]), "carrier": textOf(first["carrier"]),
			"lane": textOf(first["lane"]), "cartons": numberOf(first["cartons"]), "goods_total": textOf(first["goods_total"]),
		}),
		"buyer": objectOf(map[string]node{"name": textOf(first["buyer_name"]), "email": textOf(first["buyer_email"])}),
		"ship_to": objectOf(map[string]node{
			"name": textOf(first["name"]), "company": textOf(first["company"]), "line1": textOf(first["line1"]),
			"line2": textOf(first["line2"]), "city": textOf(first["city"]), "state": textOf(first["state"]), "zip": textOf(first["zip"]),
			"country": textOf(first["country"]), "email": textOf(first["email"]), "phone": textOf(first["phone"]),
		}),
		"lines": {kind: kindList, list: goods},
	})
}

func lineNode(cells map[string]string) node {
	line := map[string]node{
		"sku": textOf(cells["sku"]), "gtin": textOf(cells["gtin"]), "desc": textOf(cells["desc"]), "qty": numberOf(cells["qty"]),
		"unit_value": textOf(cells["unit_value"]), "hts": textOf(cells["hts"]), "hs_ca": textOf(cells["hs_ca"]),
		"origin": textOf(cells["origin"]), "flags": flagsOf(cells["flags"]),
	}
	if cells["unit_weight"] != "" { // a unit alone is no weight
		line["unit_weight"] = objectOf(map[string]node{"value": textOf(cells["unit_weight"]), "unit": textOf(cells["weight_unit"])})
	}
	return objectOf(line)
}

// flagsOf reads flags with semicolons or spaces between them.
func flagsOf(cell string) node {
	n := node{kind: kindList}
	for _, flag := range strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == ' ' }) {
		n.list = append(n.list, textOf(flag))
	}
	return n
}

func textOf(cell string) node { return node{kind: kindText, text: cell} }

// numberOf leaves an empty cell missing.
func numberOf(cell string) node {
	if cell == "" {
		return node{}
	}
	return node{kind: kindNumber, text: cell}
}

func objectOf(fields map[string]node) node { return node{kind: kindObject, fields: fields} }

// columnOf gives the column of a field's path, and which row of the order it stands in.
func columnOf(path string) (column string, index int) {
	if rest, ok := strings.CutPrefix(path, "lines["); ok {
		number, field, _ := strings.Cut(rest, "].")
		index, _ = strconv.Atoi(number)
		path = field
	}
	switch {
	case strings.HasPrefix(path, "buyer."):
		return strings.Replace(path, ".", "_", 1), index
	case path == "unit_weight.unit":
		return "weight_unit", index
	case strings.HasPrefix(path, "unit_weight"):
		return "unit_weight", index
	}
	return path[strings.LastIndexByte(path, '.')+1:], index
}
