package artifacts

// A spool takes the bytes of a file of an artifact: in memory as long as they
// are few, so that they are stored with the others, and beyond that on disk.
type spool struct {
	w    *Writer
	file *staged // nil as long as all bytes are in buf
	buf  []byte  // what is not in the file yet
}

// Write implements io.Writer.
func (s *spool) Write(p []byte) (int, error) {
	if len(s.buf)+len(p) <= smallFile {
		s.buf = append(s.buf, p...)
		return len(p), nil
	}
	if err := s.spill(); err != nil {
		return 0, err
	}
	if len(p) > smallFile {
		return s.file.Write(p)
	}
	s.buf = append(s.buf, p...)
	return len(p), nil
}

// spill moves what is in memory to the disk.
func (s *spool) spill() (err error) {
	if s.file == nil {
		if s.file, err = s.w.store.stage(); err != nil {
			return err
		}
	}
	_, err = s.file.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

// commit makes what was written a file of the artifact.
func (s *spool) commit(name string) error {
	if s.file == nil {
		return s.w.writeSmall(name, s.buf)
	}
	if err := s.spill(); err != nil {
		s.discard()
		return s.w.wrap(name, err)
	}
	d, n, err := s.file.commitObject()
	if err != nil {
		return s.w.wrap(name, err)
	}
	return s.w.add(File{Name: name, Digest: d, Bytes: n})
}

// discard gives up what was written.
func (s *spool) discard() {
	if s.file != nil {
		s.file.discard()
	}
}
