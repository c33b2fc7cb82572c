package sqlite

import "database/sql"

// WritingConn gives the connection that writes.
func WritingConn(s *Store) *sql.Conn { return s.conn }
