package printer

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// seen is what one look at a printer told.
type seen struct {
	host   *HostStatus     // nil when ~HS wasn't answered
	errors *ErrorStatus    // nil when ~HQES wasn't
	told   manifest.Phrase // what getvar said instead
	lost   bool            // the character in front of questions was changed: none of them is heard
}

// look asks a printer how it is: ~HS first. The guide says that a printer without media or ribbon, with an open or a hot
// head doesn't answer that, so silence is followed by ~HQES and, where values are answered, by questions for the head,
// the media and the language. The error is that of the line, or a timeout when nothing was answered at all.
func (z *zebra) look(t *talk, until time.Time) (seen, error) {
	var s seen
	k := z.know()
	err := errors.New("cannot ask printer: it doesn't report")
	if k.hostStatus != talksNo {
		var host HostStatus
		if host, err = t.hostStatus(z.limit(until)); err == nil {
			s.host = &host
			z.learn(func(k *learned) { k.hostStatus = talksYes })
			return s, nil
		}
		if !isTimeout(err) {
			return s, z.lineError(err)
		}
	}
	if k.errorStatus != talksNo {
		var found ErrorStatus
		if found, err = t.errorStatus(z.brief(until)); err == nil {
			s.errors = &found
			z.learn(func(k *learned) { k.errorStatus = talksYes })
			return s, nil
		}
		if !isTimeout(err) {
			return s, z.lineError(err)
		}
	}
	if k.values != talksNo {
		s.told, s.lost = z.askValues(t, until)
	}
	if s.lost || !s.told.IsZero() {
		return s, nil
	}
	return s, err
}

// lineError notes that a link goes one way.
func (z *zebra) lineError(err error) error {
	if errors.Is(err, port.ErrOneWay) {
		z.learn(func(k *learned) { k.oneWay = true })
	}
	return err
}

// askValues finds out why a printer falls silent, where it answers to getvar at least. Lost is true when another program
// has changed the tilde: every label of ours puts it back, so that one may be sent.
func (z *zebra) askValues(t *talk, until time.Time) (told manifest.Phrase, lost bool) {
	language, err := t.value(askLanguages, z.brief(until))
	if err != nil {
		z.learn(func(k *learned) {
			if k.values == talksUnknown {
				k.values = talksNo
			}
		})
		return told, false
	}
	z.learn(func(k *learned) { k.values = talksYes })
	if language != "" && !speaksZPL(language) {
		return manifest.Say("printer.language", language), false
	}
	if control, err := t.value(askControl, z.brief(until)); err == nil && control != "" && !strings.EqualFold(control, "7E") {
		return told, true
	}
	for _, q := range []struct{ name, sign, key string }{
		{askHead, "open", "printer.head-open"}, {askMedia, "out", "printer.paper-out"},
	} {
		value, err := t.value(q.name, z.brief(until))
		if err != nil {
			break
		}
		if strings.Contains(strings.ToLower(value), q.sign) {
			return manifest.Say(q.key), false
		}
	}
	return told, false
}

// extras asks ~HQES of a printer that answered ~HS, for what only that tells. Silence means nothing here.
func (z *zebra) extras(t *talk, s *seen, until time.Time) {
	if s.host == nil || z.know().errorStatus != talksYes {
		return
	}
	found, err := t.errorStatus(z.limit(until))
	if err != nil {
		z.learn(func(k *learned) { k.errorStatus = talksUnknown })
		return
	}
	s.errors = &found
}

// problem gives what keeps the printer from printing, or nothing.
func (s seen) problem() manifest.Phrase {
	if !s.told.IsZero() {
		return s.told
	}
	if s.host != nil && !s.host.CanPrint() {
		return manifest.Say(s.host.Problem())
	}
	if s.errors != nil && s.errors.Problem() != "" {
		return manifest.Say(s.errors.Problem())
	}
	return manifest.Phrase{}
}

// status gives what a look says to a person. What wants looking after and stops nothing is said of a ready printer.
func (z *zebra) status(s seen) devices.Status {
	if p := s.problem(); !p.IsZero() {
		return devices.Status{State: devices.StateTrouble, Key: p.Key, Args: p.Args}
	}
	ready := devices.Status{State: devices.StateReady, Key: "printer.ready"}
	k := z.know()
	switch wanted := z.opt.DPI; {
	case s.lost, k.prefixes != Prefixes{} && k.prefixes != usual:
		ready.Key = "printer.prefixes"
	case wanted != 0 && k.identity.DPI() != 0 && k.identity.DPI() != wanted:
		ready.Key, ready.Args = "printer.dpi", []string{strconv.Itoa(k.identity.DPI()), strconv.Itoa(wanted)}
	case s.errors != nil && s.errors.Notice() != "":
		ready.Key = s.errors.Notice()
	case s.host != nil && s.host.LabelWaiting:
		ready.Key = "printer.label-waiting"
	case s.host != nil && !s.host.Idle():
		ready.Key = "printer.busy"
	}
	return ready
}

// metPrefixes is the place of ~HD among the questions of meet.
const metPrefixes = 2

// meet asks a printer that reports what it is: once, after it came. It ends early with the connection and goes on where
// it was at the next round.
func (z *zebra) meet(t *talk) error {
	questions := []func(until time.Time) error{
		func(until time.Time) error {
			_, err := t.errorStatus(until)
			z.learn(func(k *learned) { k.errorStatus = map[bool]talks{true: talksYes, false: talksUnknown}[err == nil] })
			return err
		},
		func(until time.Time) error {
			id, err := t.identity(until)
			z.learn(func(k *learned) { k.identity = id })
			return err
		},
		func(until time.Time) error {
			prefixes, err := t.prefixes(until)
			z.learn(func(k *learned) { k.prefixes = prefixes })
			return err
		},
		func(until time.Time) error {
			_, err := t.value(askLanguages, until)
			z.learn(func(k *learned) { k.values = map[bool]talks{true: talksYes, false: talksNo}[err == nil] })
			return err
		},
		func(until time.Time) error {
			if z.know().values == talksNo {
				return nil
			}
			_, ok := z.count(t, until)
			z.learn(func(k *learned) { k.counter = ok })
			return nil
		},
	}
	for i := z.know().met; i < len(questions); i++ {
		if err := questions[i](time.Now().Add(z.opt.AnswerTimeout)); err != nil && !isTimeout(err) {
			return err
		}
		z.learn(func(k *learned) { k.met = i + 1 })
	}
	return nil
}

// count asks how many labels the printer has printed in its life, feeds not counted.
func (z *zebra) count(t *talk, until time.Time) (uint64, bool) {
	value, err := t.value(askCounter, until)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(value, 10, 63)
	return n, err == nil
}

// limit is how long one question may wait for its answer.
func (z *zebra) limit(until time.Time) time.Time {
	limit := time.Now().Add(z.opt.AnswerTimeout)
	if !until.IsZero() && until.Before(limit) {
		return until
	}
	return limit
}

// brief is the limit of a question that follows one which wasn't answered: whoever waits has waited already.
func (z *zebra) brief(until time.Time) time.Time {
	limit := time.Now().Add(z.opt.AnswerTimeout / 2)
	if !until.IsZero() && until.Before(limit) {
		return until
	}
	return limit
}

func isQueue(a devices.Address) bool { return slices.Contains([]string{"cups", "winspool"}, a.Scheme) }
