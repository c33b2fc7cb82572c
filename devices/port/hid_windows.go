package port

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"packline/devices"
)

// HID devices on Windows by hid.dll and the configuration manager (setupapi), called without a C compiler. Compiled
// for Windows and not tried there.

// hidDLL are the calls of hid.dll that x/sys doesn't have.
type hidDLL struct {
	attributes, serial, product, preparsed, free, caps, setFeature, getFeature *windows.LazyProc
}

func newHIDDLL() hidDLL {
	dll := windows.NewLazySystemDLL("hid.dll")
	return hidDLL{
		attributes: dll.NewProc("HidD_GetAttributes"), serial: dll.NewProc("HidD_GetSerialNumberString"),
		product: dll.NewProc("HidD_GetProductString"), preparsed: dll.NewProc("HidD_GetPreparsedData"),
		free: dll.NewProc("HidD_FreePreparsedData"), caps: dll.NewProc("HidP_GetCaps"),
		setFeature: dll.NewProc("HidD_SetFeature"), getFeature: dll.NewProc("HidD_GetFeature"),
	}
}

// hidAttributes is HIDD_ATTRIBUTES.
type hidAttributes struct {
	size                     uint32
	vendor, product, version uint16
}

// hidCaps is HIDP_CAPS.
type hidCaps struct {
	usage, usagePage                      uint16
	inputLength, outputLength, featureLen uint16
	reserved                              [17]uint16
	counts                                [10]uint16
}

// hidClass is the interface class of HID devices, as HidD_GetHidGuid gives it.
var hidClass = windows.GUID{Data1: 0x4D1E55B2, Data2: 0xF16F, Data3: 0x11CF, Data4: [8]byte{0x88, 0xCB, 0x00, 0x11, 0x11, 0x00, 0x00, 0x30}}

const statusHIDSuccess = 0x00110000 // HIDP_STATUS_SUCCESS

// hidCandidates lists the HID devices. Windows doesn't give the report descriptor: it is written anew from what hid.dll
// tells, enough to say what the device is for.
func hidCandidates() []candidate {
	paths, err := windows.CM_Get_Device_Interface_List("", &hidClass, windows.CM_GET_DEVICE_INTERFACE_LIST_PRESENT)
	if err != nil {
		return nil
	}
	dll := newHIDDLL()
	var found []candidate
	for _, path := range paths {
		handle, err := openPath(path, 0, 0)
		if err != nil {
			continue
		}
		if c, _, ok := dll.look(handle); ok {
			c.node = path
			found = append(found, c)
		}
		_ = windows.CloseHandle(handle)
	}
	return found
}

func openPath(path string, access, flags uint32) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return windows.InvalidHandle, err
	}
	return windows.CreateFile(name, access, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil, windows.OPEN_EXISTING, flags, 0)
}

// look asks an open device what it is.
func (d hidDLL) look(handle windows.Handle) (candidate, hidCaps, bool) {
	attributes := hidAttributes{size: uint32(unsafe.Sizeof(hidAttributes{}))}
	if ok, _, _ := d.attributes.Call(uintptr(handle), uintptr(unsafe.Pointer(&attributes))); ok&0xFF == 0 {
		return candidate{}, hidCaps{}, false
	}
	c := candidate{
		vendor: attributes.vendor, product: attributes.product,
		serial: hidText(d.serial, handle), model: hidText(d.product, handle),
	}
	var preparsed uintptr
	if ok, _, _ := d.preparsed.Call(uintptr(handle), uintptr(unsafe.Pointer(&preparsed))); ok&0xFF == 0 {
		return c, hidCaps{}, true
	}
	defer func() { _, _, _ = d.free.Call(preparsed) }()
	var caps hidCaps
	if status, _, _ := d.caps.Call(preparsed, uintptr(unsafe.Pointer(&caps))); uint32(status) == statusHIDSuccess {
		c.descriptor = []byte{
			0x06, byte(caps.usagePage), byte(caps.usagePage >> 8), 0x0A, byte(caps.usage), byte(caps.usage >> 8), 0xA1, 0x01, 0xC0,
		}
	}
	return c, caps, true
}

func hidText(call *windows.LazyProc, handle windows.Handle) string {
	text := make([]uint16, 127)
	if ok, _, _ := call.Call(uintptr(handle), uintptr(unsafe.Pointer(&text[0])), uintptr(2*len(text))); ok&0xFF == 0 {
		return ""
	}
	return plain(windows.UTF16ToString(text))
}

// hidPort is an open HID device. A read is under way all the time; what it brought waits for Read.
type hidPort struct {
	candidate
	name    string
	handle  windows.Handle
	dll     hidDLL
	caps    hidCaps
	closed  atomic.Bool
	reports chan []byte
	failed  chan error // the error that ended the reading
	reading sync.WaitGroup
	writing sync.Mutex
}

func openHID(ctx context.Context, a devices.Address) (Port, error) {
	wanted, err := parseHID(a)
	if err != nil {
		return nil, err
	}
	plugged, err := inTime(ctx, func() ([]candidate, error) { return hidCandidates(), nil })
	if err != nil {
		return nil, fail(ErrNotFound, err, shown(a))
	}
	c, err := wanted.find(a, plugged)
	if err != nil {
		return nil, err
	}
	handle, err := openPath(c.node, windows.GENERIC_READ|windows.GENERIC_WRITE, windows.FILE_FLAG_OVERLAPPED)
	switch {
	case errors.Is(err, windows.ERROR_ACCESS_DENIED):
		return nil, fail(ErrPermission, err, shown(a))
	case errors.Is(err, windows.ERROR_SHARING_VIOLATION):
		return nil, fail(ErrBusy, err, shown(a))
	case err != nil:
		return nil, fail(ErrNotFound, err, shown(a))
	}
	p := &hidPort{candidate: c, name: shown(a), handle: handle, dll: newHIDDLL(), reports: make(chan []byte, 32), failed: make(chan error, 1)}
	if _, p.caps, _ = p.dll.look(handle); p.caps.inputLength == 0 {
		_ = windows.CloseHandle(handle)
		return nil, fail(ErrRejected, nil, shown(a))
	}
	p.reading.Go(p.read)
	return p, nil
}

func (p *hidPort) SerialNumber() string { return p.serial }
func (p *hidPort) Descriptor() []byte   { return p.descriptor }

// read reads reports until the device is gone or closed. Windows puts a 0 in front of reports without a number; it is
// taken off, as Linux has it.
func (p *hidPort) read() {
	for {
		report := make([]byte, p.caps.inputLength)
		n, err := p.transfer(windows.INFINITE, func(o *windows.Overlapped) error {
			return windows.ReadFile(p.handle, report, nil, o)
		})
		if err != nil {
			p.failed <- err
			return
		}
		if report = report[:n]; n > 0 && report[0] == 0 {
			report = report[1:]
		}
		select {
		case p.reports <- report:
		default: // nobody reads: the newest is not kept, as the kernel's queue has its limit too
		}
	}
}

// transfer starts a read or write and waits for its end, at most for a time in milliseconds.
func (p *hidPort) transfer(wait uint32, start func(*windows.Overlapped) error) (uint32, error) {
	event, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = windows.CloseHandle(event) }()
	overlapped := &windows.Overlapped{HEvent: event}
	if err := start(overlapped); err != nil && !errors.Is(err, windows.ERROR_IO_PENDING) {
		return 0, err
	}
	late := false
	if got, _ := windows.WaitForSingleObject(event, wait); got == uint32(windows.WAIT_TIMEOUT) {
		late = true
		_ = windows.CancelIoEx(p.handle, overlapped)
	}
	var n uint32
	err = windows.GetOverlappedResult(p.handle, overlapped, &n, true)
	if late && err != nil {
		err = os.ErrDeadlineExceeded
	}
	return n, err
}

// Read gives one report, or (0, nil) after a Tick.
func (p *hidPort) Read(b []byte) (int, error) {
	timer := time.NewTimer(Tick)
	defer timer.Stop()
	select {
	case report := <-p.reports:
		return copy(b, report), nil
	case err := <-p.failed:
		p.failed <- err
		if p.closed.Load() {
			return 0, fail(ErrClosed, err, p.name)
		}
		return 0, fail(ErrGone, err, p.name)
	case <-timer.C:
		return 0, nil
	}
}

// Write sends one report. Windows wants every report as long as the device's longest.
func (p *hidPort) Write(b []byte) (int, error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.closed.Load() {
		return 0, fail(ErrClosed, nil, p.name)
	}
	report := make([]byte, max(len(b), int(p.caps.outputLength)))
	copy(report, b)
	_, err := p.transfer(uint32(WriteTimeout.Milliseconds()), func(o *windows.Overlapped) error {
		return windows.WriteFile(p.handle, report, nil, o)
	})
	switch {
	case err == nil:
		return len(b), nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return 0, fail(ErrStuck, err, p.name)
	case errors.Is(err, windows.ERROR_DEVICE_NOT_CONNECTED):
		return 0, fail(ErrGone, err, p.name)
	}
	return 0, fail(ErrRejected, err, p.name)
}

// Feature sends a feature report.
func (p *hidPort) Feature(id byte, data []byte) error {
	_, err := p.feature(p.dll.setFeature, id, data)
	return err
}

// FeatureInto asks for a feature report and gives how much came, without the id.
func (p *hidPort) FeatureInto(id byte, data []byte) (int, error) {
	report, err := p.feature(p.dll.getFeature, id, data)
	if err != nil {
		return 0, err
	}
	return copy(data, report[1:]), nil
}

func (p *hidPort) feature(call *windows.LazyProc, id byte, data []byte) ([]byte, error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.closed.Load() {
		return nil, fail(ErrClosed, nil, p.name)
	}
	report := make([]byte, max(1+len(data), int(p.caps.featureLen)))
	report[0] = id
	copy(report[1:], data)
	if ok, _, err := call.Call(uintptr(p.handle), uintptr(unsafe.Pointer(&report[0])), uintptr(len(report))); ok&0xFF == 0 {
		return nil, fail(ErrRejected, err, p.name)
	}
	return report, nil
}

// Close ends the read that is under way and closes the device.
func (p *hidPort) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	_ = windows.CancelIoEx(p.handle, nil)
	p.reading.Wait()
	p.writing.Lock()
	defer p.writing.Unlock()
	return windows.CloseHandle(p.handle)
}
