package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"pipe/artifacts"
)

// A runHead is the beginning of a run record: what stands before its stages,
// of which there may be a hundred thousand.
type runHead struct {
	ID, Experiment string
	Outcome        artifacts.Digest
}

// parseRunHead reads a record up to its stages.
func parseRunHead(record io.Reader, id string) (head runHead, err error) {
	d := json.NewDecoder(record)
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return head, errors.Join(err, errors.New("want an object"))
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return head, err
		}
		var into any = new(json.RawMessage)
		switch name {
		case "stages":
			return head, head.check(id)
		case "id":
			into = &head.ID
		case "experiment":
			into = &head.Experiment
		case "outcome":
			into = &head.Outcome
		}
		if err := d.Decode(into); err != nil {
			return head, err
		}
	}
	return head, io.ErrUnexpectedEOF
}

func (h runHead) check(id string) error {
	if h.ID != id {
		return fmt.Errorf("it is about run %q", h.ID)
	}
	return nil
}
