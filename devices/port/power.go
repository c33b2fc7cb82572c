package port

// Power is what the system does with a USB device that is idle. A scale or scanner that is put to sleep loses what it
// sends first, or vanishes.
type Power struct {
	Saving  bool   // the system may switch the device off when it is idle
	Setting string // the file that says so: write on into it
}
