package port

import (
	"sync"
	"time"

	"packline/devices"
)

// Chunk is what one Read brought: bytes, or the error that ended the stream.
type Chunk struct {
	Bytes []byte
	At    time.Time // when they were read
	Err   error     // the last chunk has it, and no bytes
}

// Stream reads a port in a goroutine of its own, so that a driver can wait for bytes, timers and requests at once.
// What isn't taken stays in the port: memory is bounded whatever a device sends.
type Stream struct {
	C     <-chan Chunk
	port  Port
	stop  chan struct{}
	ended sync.WaitGroup
}

const (
	chunkBytes = 512
	chunksHeld = 8
)

// Listen starts reading. Idle ticks are not passed on.
func Listen(p Port) *Stream {
	out := make(chan Chunk, chunksHeld)
	s := &Stream{C: out, port: p, stop: make(chan struct{})}
	s.ended.Go(func() {
		if err := devices.Guard(func() error { return s.read(out) }); err != nil {
			s.send(out, Chunk{At: time.Now(), Err: err})
		}
	})
	return s
}

func (s *Stream) read(out chan<- Chunk) error {
	buffer := make([]byte, chunkBytes)
	for {
		n, err := s.port.Read(buffer)
		if n > 0 && !s.send(out, Chunk{Bytes: append([]byte(nil), buffer[:n]...), At: time.Now()}) {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case <-s.stop:
			return nil
		default:
		}
	}
}

func (s *Stream) send(out chan<- Chunk, c Chunk) bool {
	select {
	case out <- c:
		return true
	case <-s.stop:
		return false
	}
}

// Close closes the port and waits until nothing reads it any more.
func (s *Stream) Close() error {
	close(s.stop)
	err := s.port.Close()
	s.ended.Wait()
	return err
}
