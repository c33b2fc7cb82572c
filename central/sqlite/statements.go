package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// statements prepares each text once.
type statements struct {
	prepare func(context.Context, string) (*sql.Stmt, error)
	known   map[string]*sql.Stmt
}

func (s *statements) of(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt, ok := s.known[text]; ok {
		return stmt, nil
	}
	stmt, err := s.prepare(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("cannot prepare %q: %w", text, err)
	}
	s.known[text] = stmt
	return stmt, nil
}

func (s *statements) close() {
	for _, stmt := range s.known {
		_ = stmt.Close() // the connection is closed next
	}
	clear(s.known)
}

// sizes of lists in a statement: few, so that few statements are prepared. A list that doesn't fill one is filled up
// by repeating its last value.
var listSizes = [...]int{1, 8, 64, 512}

func listSize(n int) int {
	for _, size := range listSizes {
		if n <= size {
			return size
		}
	}
	return listSizes[len(listSizes)-1]
}

// chunks hands out lists of one of the sizes.
func chunks[T any](values []T, visit func(list []any) error) error {
	most := listSizes[len(listSizes)-1]
	for len(values) > 0 {
		n := min(len(values), most)
		list := make([]any, listSize(n))
		for i := range list {
			list[i] = values[min(i, n-1)]
		}
		if err := visit(list); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

func questions(n int) string { return "(" + strings.TrimSuffix(strings.Repeat("?,", n), ",") + ")" }

// rowsPerInsert are the numbers of rows of an INSERT, the largest first.
var rowsPerInsert = [...]int{32, 8, 1}

// insert writes rows with as few statements as can be.
func (t *tx) insert(head string, columns int, tail string, n int, row func(int) []any) error {
	for at := 0; at < n; {
		size := 1
		for _, size = range rowsPerInsert {
			if size <= n-at {
				break
			}
		}
		args := make([]any, 0, size*columns)
		for i := range size {
			args = append(args, row(at+i)...)
		}
		values := strings.TrimSuffix(strings.Repeat(questions(columns)+",", size), ",")
		if err := t.exec(head+" VALUES "+values+tail, args...); err != nil {
			return err
		}
		at += size
	}
	return nil
}
