package main

import (
	"slices"
	"sync"

	"packline/devices"
	"packline/manifest"
	"packline/store"
)

// statuses is how the devices of a running bench are, for other commands that ask.
type statuses struct {
	mu    sync.Mutex
	known []store.Device
}

func (s *statuses) note(status devices.Status) {
	device := store.Device{
		Role: string(status.Role), Address: status.Address, State: manifest.DeviceState(status.State),
		Message: manifest.Say(status.Key, status.Args...), Since: status.Since,
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.known {
		if s.known[i].Role == device.Role && s.known[i].Address == device.Address {
			s.known[i] = device
			return
		}
	}
	s.known = append(s.known, device)
}

func (s *statuses) all() []store.Device {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.known)
}
