//go:build linux

package usbtest

import (
	"bytes"
	"debug/elf"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Kernel is an unpacked kernel package of Debian.
type Kernel struct {
	Image   string            // the kernel itself
	files   map[string]string // module files by name, with _ for -
	builtin map[string]bool   // what needs no file
}

// OpenKernel finds a kernel and its modules below a folder.
func OpenKernel(dir string) (Kernel, error) {
	k := Kernel{files: map[string]string{}, builtin: map[string]bool{}}
	images, err := filepath.Glob(filepath.Join(dir, "boot", "vmlinuz-*"))
	if err != nil || len(images) == 0 {
		return k, fmt.Errorf("cannot find a kernel in %s", dir)
	}
	k.Image = images[0]
	err = filepath.WalkDir(filepath.Join(dir, "lib", "modules"), func(path string, e fs.DirEntry, err error) error {
		if name, _, ok := strings.Cut(filepath.Base(path), ".ko"); ok && err == nil && !e.IsDir() {
			k.files[moduleName(name)] = path
		}
		if filepath.Base(path) != "modules.builtin" || err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range strings.Lines(string(text)) {
			k.builtin[moduleName(strings.TrimSuffix(filepath.Base(strings.TrimSpace(line)), ".ko"))] = true
		}
		return err
	})
	return k, err
}

func moduleName(s string) string { return strings.ReplaceAll(s, "-", "_") }

// modules gives the files of modules and of all they depend on, in the order in which they can be loaded.
func (k Kernel) modules(wanted []Module) (files []file, list string, err error) {
	var done []string
	var add func(Module) error
	add = func(m Module) error {
		name := moduleName(m.Name)
		if slices.Contains(done, name) || k.builtin[name] {
			return nil
		}
		content, err := readModule(k.files[name])
		if err != nil {
			return fmt.Errorf("cannot read kernel module %s: %w", m.Name, err)
		}
		needs, err := dependsOn(content)
		if err != nil {
			return fmt.Errorf("cannot read kernel module %s: %w", m.Name, err)
		}
		for _, needed := range needs {
			if err := add(Module{Name: needed}); err != nil {
				return err
			}
		}
		done = append(done, name)
		path := filepath.Join(filepath.Dir(moduleList), name+".ko")
		files = append(files, file{path: path, mode: 0o100644, content: content})
		list += path + " " + m.Parameters + "\n"
		return nil
	}
	for _, m := range wanted {
		if err := add(m); err != nil {
			return nil, "", err
		}
	}
	return files, list, nil
}

// readModule reads a module's file; newer Debians compress them.
func readModule(path string) ([]byte, error) {
	if strings.HasSuffix(path, ".xz") {
		return exec.Command("xz", "-dc", path).Output()
	}
	return os.ReadFile(path)
}

// dependsOn gives the modules that a module says it needs.
func dependsOn(module []byte) ([]string, error) {
	object, err := elf.NewFile(bytes.NewReader(module))
	if err != nil {
		return nil, err
	}
	section := object.Section(".modinfo")
	if section == nil {
		return nil, fmt.Errorf("it has no .modinfo")
	}
	info, err := section.Data()
	if err != nil {
		return nil, err
	}
	for entry := range strings.SplitSeq(string(info), "\x00") {
		if needs, ok := strings.CutPrefix(entry, "depends="); ok && needs != "" {
			return strings.Split(needs, ","), nil
		}
	}
	return nil, nil
}

// file is a file of the machine's first disk, which is an archive in memory.
type file struct {
	path    string
	mode    uint32 // kind and permissions, as in a stat
	device  [2]uint32
	content []byte
}

// archive packs files in the "newc" form of cpio, which the kernel unpacks at its start.
func archive(files []file) []byte {
	var out bytes.Buffer
	add := func(inode int, f file) {
		name := strings.TrimPrefix(f.path, "/")
		fmt.Fprintf(&out, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", inode, f.mode, 0, 0, 1, 0,
			len(f.content), 0, 0, f.device[0], f.device[1], len(name)+1, 0)
		out.WriteString(name + "\x00")
		pad(&out)
		out.Write(f.content)
		pad(&out)
	}
	folders := map[string]bool{"/": true, ".": true}
	for i, f := range files {
		for _, dir := range parents(f.path) {
			if !folders[dir] {
				folders[dir] = true
				add(1000+len(folders), file{path: dir, mode: 0o040755})
			}
		}
		add(i+1, f)
	}
	add(0, file{path: "TRAILER!!!"})
	return out.Bytes()
}

// parents gives the folders above a file, the outermost first.
func parents(path string) (dirs []string) {
	for dir := filepath.Dir(path); dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		dirs = append([]string{dir}, dirs...)
	}
	return dirs
}

func pad(b *bytes.Buffer) {
	for b.Len()%4 != 0 {
		b.WriteByte(0)
	}
}
