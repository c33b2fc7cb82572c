package port

import (
	"context"
	"errors"
	"net"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"

	"packline/devices"
)

// The Windows spooler in RAW mode. Compiled for Windows and not tried there.
type spooler struct {
	open, start, startPage, write, endPage, end, abort, close *windows.LazyProc
}

func newSpooler() spooler {
	dll := windows.NewLazySystemDLL("winspool.drv")
	return spooler{
		open: dll.NewProc("OpenPrinterW"), start: dll.NewProc("StartDocPrinterW"), startPage: dll.NewProc("StartPagePrinter"),
		write: dll.NewProc("WritePrinter"), endPage: dll.NewProc("EndPagePrinter"), end: dll.NewProc("EndDocPrinter"),
		abort: dll.NewProc("AbortPrinter"), close: dll.NewProc("ClosePrinter"),
	}
}

// docInfo is DOC_INFO_1W.
type docInfo struct{ name, output, datatype *uint16 }

func dialSpooler(a devices.Address) (net.Conn, error) {
	name, err := windows.UTF16PtrFromString(a.Path)
	if err != nil || a.Path == "" {
		return nil, devices.Fail("device.bad-queue", errors.Join(devices.ErrAddress, err), a.String())
	}
	s := newSpooler()
	handle, err := s.openPrinter(name, a)
	if err != nil {
		return nil, err
	}
	_, _, _ = s.close.Call(handle) // it is there; each job opens it anew
	return &spool{name: a.String(), submit: func(ctx context.Context, job []byte) error { return s.print(ctx, a, name, job) }}, nil
}

func (s spooler) openPrinter(name *uint16, a devices.Address) (uintptr, error) {
	var handle uintptr
	ok, _, err := s.open.Call(uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&handle)), 0)
	runtime.KeepAlive(name)
	switch {
	case ok != 0:
		return handle, nil
	case errors.Is(err, windows.ERROR_ACCESS_DENIED):
		return 0, fail(ErrPermission, err, a.String())
	}
	return 0, fail(ErrNotFound, err, a.String())
}

// print runs in a goroutine of its own, because the spooler knows no deadline. A job that is given up is aborted when
// the spooler lets go of it.
func (s spooler) print(ctx context.Context, a devices.Address, name *uint16, job []byte) error {
	done := make(chan error, 1)
	job = append([]byte(nil), job...)
	go func() { done <- s.submit(ctx, a, name, job) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fail(ErrStuck, ctx.Err(), a.String())
	}
}

func (s spooler) submit(ctx context.Context, a devices.Address, name *uint16, job []byte) error {
	handle, err := s.openPrinter(name, a)
	if err != nil {
		return err
	}
	defer func() { _, _, _ = s.close.Call(handle) }()
	refused := func(err error) error {
		return devices.Fail("device.queue-refused", errors.Join(ErrRejected, err), a.Path)
	}
	title, _ := windows.UTF16PtrFromString("packline")
	raw, _ := windows.UTF16PtrFromString("RAW")
	info := docInfo{name: title, datatype: raw}
	if id, _, err := s.start.Call(handle, 1, uintptr(unsafe.Pointer(&info))); id == 0 {
		return refused(err)
	}
	runtime.KeepAlive(info)
	if ok, _, err := s.startPage.Call(handle); ok == 0 {
		_, _, _ = s.abort.Call(handle)
		return refused(err)
	}
	for rest := job; len(rest) > 0; {
		var written uint32
		ok, _, err := s.write.Call(handle, uintptr(unsafe.Pointer(&rest[0])), uintptr(len(rest)), uintptr(unsafe.Pointer(&written)))
		if ok == 0 || written == 0 || ctx.Err() != nil {
			_, _, _ = s.abort.Call(handle)
			return refused(errors.Join(err, ctx.Err()))
		}
		rest = rest[min(int(written), len(rest)):]
	}
	_, _, _ = s.endPage.Call(handle)
	if ok, _, err := s.end.Call(handle); ok == 0 {
		return refused(err)
	}
	return nil
}
