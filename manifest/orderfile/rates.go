package orderfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"packline/manifest"
)

func rateColumns() []string {
	return []string{"currency", "usd_per_unit", "valid_from", "valid_to", "source"}
}

// ReadRates reads a rate table, JSON lines or CSV, told apart as in ReadOrders by a header with usd_per_unit. A row is
// refused when its currency isn't three capital letters, its rate isn't a positive decimal, or its days aren't two dates
// in their order. Rows that could be read are returned beside the error, which holds [Problems].
func ReadRates(r io.Reader, name string) ([]manifest.Rate, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	isCSV, err := detect(in, name, "usd_per_unit")
	if err != nil {
		return nil, err
	}
	var rates []manifest.Rate
	var problems Problems
	add := func(line int, top node, err error) {
		if err != nil {
			problems = append(problems, Problem{Line: line, Err: err})
			return
		}
		rate, wrong := rateOf(top)
		for _, p := range wrong {
			problems = append(problems, Problem{Line: line, Field: p.field, Err: p.err})
		}
		if len(wrong) == 0 {
			rates = append(rates, rate)
		}
	}
	if isCSV {
		err = eachRow(in, add)
	} else {
		err = eachObject(in, add)
	}
	if err != nil {
		err = fmt.Errorf("cannot read %s to its end: %w", name, err)
	}
	if len(problems) > 0 {
		return rates, errors.Join(problems, err)
	}
	return rates, err
}

func eachObject(in *bufio.Reader, add func(int, node, error)) error {
	l := &lines{in: in, most: MaxLine}
	for {
		line, err := l.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errTooLong):
			add(l.number, node{}, err)
		case err != nil:
			return err
		case len(bytes.TrimSpace(line)) > 0:
			top, err := parseLine(line)
			add(l.number, top, err)
		}
	}
}

func eachRow(in *bufio.Reader, add func(int, node, error)) error {
	t, err := openTable(in, rateColumns())
	for err == nil {
		var r row
		if r, err = t.next(); err == nil {
			cells := map[string]node{}
			for _, column := range rateColumns() {
				cells[column] = textOf(r.fields[column])
			}
			add(r.line, objectOf(cells), nil)
			continue
		}
		var bad Problem
		if errors.As(err, &bad) {
			add(bad.Line, node{}, bad.Err)
			err = nil
		}
	}
	var bad Problem
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &bad):
		add(bad.Line, node{}, bad.Err)
		return nil
	}
	return err
}

func rateOf(top node) (manifest.Rate, []fieldProblem) {
	r := &record{maxText: MaxText}
	o := open(r, top)
	rate := manifest.Rate{
		Currency: o.text("currency"), USDPerUnit: o.decimal("usd_per_unit"),
		ValidFrom: o.date("valid_from"), ValidTo: o.date("valid_to"), Source: o.text("source"),
	}
	if len(r.problems) > 0 {
		return rate, r.problems
	}
	one, err := manifest.NewMoney("1", rate.Currency)
	if err != nil {
		r.refuse("currency", fmt.Errorf("%q is not a currency; write three capital letters, as in \"CAD\"", shorten(rate.Currency)))
	} else if _, err := rate.USD(one); err != nil {
		r.refuse("usd_per_unit", fmt.Errorf("%q is not a rate; write a decimal number above zero, as in \"0.7272\"", shorten(rate.USDPerUnit)))
	}
	if rate.ValidFrom == "" || rate.ValidTo == "" || rate.ValidTo < rate.ValidFrom {
		r.refuse("valid_to", errors.New("the days don't make a span; write the first and the last day, as in 2026-10-01 and 2026-12-31"))
	}
	return rate, r.problems
}
