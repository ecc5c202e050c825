package artifacts

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"
)

// A Mapping is the bytes of an object where the system keeps them: mapped into
// memory, so that several processes share them and none copies them. On systems
// that cannot, and of small objects, they are a copy.
//
// They were checked against the digest when they were mapped. Nobody who keeps
// to the rules of a store changes an object, and one that gc or anybody else
// removes stays readable until Close. Whoever cuts a mapped file short all the
// same makes reading it a fault, which Guard turns into an error.
type Mapping struct {
	data   []byte
	mapped bool
	digest Digest
	path   string
}

// mapLeast is the size from which an object is mapped.
const mapLeast = 1 << 20

// MapTable is ReadTable with rows that alias the object itself: nobody may
// write to them, and nobody may read them after the mapping is closed. Whoever
// reads them does so in a function given to the mapping's Guard.
func MapTable[T any](a *Artifact, name string) ([]T, *Mapping, error) {
	columns := columnsOf[T]()
	f, ok := a.File(name + tableSuffix)
	if !ok || f.Bytes < mapLeast {
		rows, err := ReadTable[T](a, name)
		return rows, &Mapping{}, err
	}
	m, err := a.store.mapObject(f.Digest, f.Bytes)
	if err != nil {
		return nil, nil, fmt.Errorf("%s artifact %s: file %q: %w", a.Kind, a.digest.Short(), f.Name, err)
	}
	var rows []T
	err = m.Guard(func() (err error) {
		rows, err = viewTable[T](m.data, columns)
		return err
	})
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s artifact %s: table %q: %w", a.Kind, a.digest.Short(), name, err), m.Close())
	}
	return rows, m, nil
}

// mapObject maps an object and compares it with its digest; errors are those of
// readObject, and what is damaged goes to the quarantine as there.
func (s *Store) mapObject(d Digest, size int64) (*Mapping, error) {
	path := s.objectPath(d)
	f, got, err := openPlain(path)
	if err != nil {
		return nil, fmt.Errorf("object %s: %w", d, err)
	}
	defer f.Close()
	if got != size || int64(int(size)) != size {
		data, err := s.readObject(d, size) // which says what is wrong with it
		return &Mapping{data: data, digest: d, path: path}, err
	}
	data, ok := mapFile(f, int(size))
	if !ok {
		data, err := s.readObject(d, size)
		return &Mapping{data: data, digest: d, path: path}, err
	}
	m := &Mapping{data: data, mapped: true, digest: d, path: path}
	var sum Digest
	err = m.Guard(func() error {
		sum = Sum(m.data)
		return nil
	})
	if err == nil && sum != d {
		err = &CorruptError{Digest: d, Got: sum, Path: path}
	}
	if err != nil {
		_ = s.quarantine(path) // as in readObject
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

// Close gives the memory back. The zero Mapping, of what was copied, has none.
func (m *Mapping) Close() error {
	data := m.data
	m.data = nil
	if !m.mapped || data == nil {
		return nil
	}
	return unmapFile(data)
}

// Guard calls f. Where a page of the mapping cannot be read any more, since the
// file was cut short or its disk fails, it returns ErrCorrupt in place of the end
// of the process. That goes for the goroutine that calls it, and for those
// that hand their panics on to it.
func (m *Mapping) Guard(f func() error) (err error) {
	if !m.mapped {
		return f()
	}
	first := uintptr(unsafe.Pointer(unsafe.SliceData(m.data)))
	last := first + uintptr(len(m.data)-1)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		fault, ok := p.(interface {
			runtime.Error
			Addr() uintptr
		})
		if !ok || fault.Addr() < first || fault.Addr() > last {
			panic(p)
		}
		err = fmt.Errorf("object %s: %w: byte %d of %d cannot be read any more; was %s cut short meanwhile? `pipe verify` looks at all files",
			m.digest, ErrCorrupt, fault.Addr()-first, len(m.data), m.path)
	}()
	return f()
}
