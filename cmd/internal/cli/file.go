package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"packline/manifest"
	"packline/manifest/orderfile"
)

// Open opens a file that a command names; "-" is the input.
func (p *Program) Open(name string) (io.Reader, func(), error) {
	if name == "-" {
		return p.Lines, func() {}, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, Fail(err, "cli.file.open", name, Reason(err))
	}
	if info.IsDir() {
		return nil, nil, Fail(nil, "cli.file.folder", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, Fail(err, "cli.file.open", name, Reason(err))
	}
	return file, func() { _ = file.Close() }, nil
}

// ReadOrders reads an order file and tells what was passed over and what could not be read, which keeps nothing else
// away: problems says how often. An error that is no *Failure is of the content.
func (p *Program) ReadOrders(name string) (orders []manifest.Order, problems int, err error) {
	file, closeFile, err := p.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer closeFile()
	orders, notes, err := orderfile.ReadOrders(file, filepath.Base(name))
	for _, note := range notes {
		p.Tell(note.String())
	}
	problems, err = p.TellProblems(err)
	if err != nil {
		return nil, 0, err
	}
	return orders, problems, nil
}

// TellProblems tells the lines of a file that could not be read, if that is what an error says, and how many they are.
// Any other error is given back.
func (p *Program) TellProblems(err error) (int, error) {
	var bad orderfile.Problems
	if err != nil && !errors.As(err, &bad) {
		return 0, err
	}
	for _, problem := range bad {
		p.Tell(problem.Error())
	}
	return len(bad), nil
}

// Exists reports whether there is something under a name.
func Exists(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}
