package artifacts

import (
	"bytes"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// A TableDiff is the first place at which two tables differ.
type TableDiff struct {
	Row      int    // from 0; -1 where the columns differ
	Column   string // "" where one of the tables has ended
	Element  int    // of a list; -1 where the column holds none
	From, To string // short texts
}

func (d TableDiff) String() string {
	where := "its columns are others"
	switch {
	case d.Row >= 0 && d.Column == "":
		where = fmt.Sprintf("row %d is there in one only", d.Row)
	case d.Row >= 0:
		where = fmt.Sprintf("row %d, column %s", d.Row, d.Column)
	}
	if d.Element >= 0 {
		where += fmt.Sprintf("[%d]", d.Element)
	}
	return fmt.Sprintf("%s: from %s to %s", where, d.From, d.To)
}

// DiffTables finds the first row, and in it the first column, in which a table
// of two artifacts differs. It returns nil where they are equal, and errors as
// ReadTable does. File is the whole name, with its suffix.
func DiffTables(from, to *Artifact, file string) (*TableDiff, error) {
	was, err := openTable(from, file)
	if err != nil {
		return nil, err
	}
	is, err := openTable(to, file)
	if err != nil {
		return nil, err
	}
	return diffTables(was, is)
}

// A tableCursor walks over the rows of a table, batch by batch.
type tableCursor struct {
	reader *ipc.FileReader
	next   int // batch
	batch  arrow.Record
	row    int // in batch
}

func openTable(a *Artifact, file string) (c *tableCursor, err error) {
	data, err := a.Read(file)
	if err != nil {
		return nil, err
	}
	defer func() { // as in decodeTable
		if p := recover(); p != nil {
			c, err = nil, fmt.Errorf("%w: %v", ErrCorrupt, p)
		}
	}()
	if err := checkFooter(data); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	r, err := ipc.NewFileReader(bytes.NewReader(data), ipc.WithAllocator(&boundedAllocator{limit: len(data)}))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return &tableCursor{reader: r}, nil
}

// advance goes to the next row; ok is false after the last.
func (c *tableCursor) advance() (ok bool, err error) {
	c.row++
	for c.batch == nil || c.row >= int(c.batch.NumRows()) {
		if c.next == c.reader.NumRecords() {
			return false, nil
		}
		if c.batch, err = c.reader.RecordAt(c.next); err != nil {
			return false, fmt.Errorf("%w: batch %d: %w", ErrCorrupt, c.next, err)
		}
		c.next++
		c.row = 0
	}
	return true, nil
}

func diffTables(was, is *tableCursor) (d *TableDiff, err error) {
	defer func() {
		if p := recover(); p != nil {
			d, err = nil, fmt.Errorf("%w: %v", ErrCorrupt, p)
		}
	}()
	if before, now := was.reader.Schema(), is.reader.Schema(); !before.Equal(now) {
		return &TableDiff{-1, "", -1, columnNames(before), columnNames(now)}, nil
	}
	for row := 0; ; row++ {
		had, err := was.advance()
		if err != nil {
			return nil, err
		}
		has, err := is.advance()
		if err != nil {
			return nil, err
		}
		if !had && !has {
			return nil, nil
		}
		if had != has {
			word := map[bool]string{true: "a row", false: "the end"}
			return &TableDiff{row, "", -1, word[had], word[has]}, nil
		}
		for i, field := range was.reader.Schema().Fields() {
			a, b := was.batch.Column(i), is.batch.Column(i)
			if !sameCell(a, was.row, b, is.row) {
				d := diffCells(a, was.row, b, is.row)
				d.Row, d.Column = row, field.Name
				return &d, nil
			}
		}
	}
}

func sameCell(a arrow.Array, i int, b arrow.Array, j int) bool {
	return array.SliceEqual(a, int64(i), int64(i+1), b, int64(j), int64(j+1))
}

// diffCells describes how two cells differ: two lists by their first element
// that does.
func diffCells(a arrow.Array, i int, b arrow.Array, j int) TableDiff {
	from, okFrom := a.(*array.LargeList)
	to, okTo := b.(*array.LargeList)
	if !okFrom || !okTo {
		return TableDiff{0, "", -1, shortCell(a, i), shortCell(b, j)}
	}
	fromLow, fromHigh := from.ValueOffsets(i)
	toLow, toHigh := to.ValueOffsets(j)
	for k := int64(0); k < min(fromHigh-fromLow, toHigh-toLow); k++ {
		x, y := int(fromLow+k), int(toLow+k)
		if !sameCell(from.ListValues(), x, to.ListValues(), y) {
			return TableDiff{0, "", int(k), shortCell(from.ListValues(), x), shortCell(to.ListValues(), y)}
		}
	}
	return TableDiff{0, "", -1, fmt.Sprintf("%d elements", fromHigh-fromLow), fmt.Sprintf("%d elements", toHigh-toLow)}
}

// shortCell is the text of a cell, cut to what a line has room for.
func shortCell(a arrow.Array, i int) string {
	const most = 60
	text := []rune(a.ValueStr(i))
	if len(text) > most {
		return fmt.Sprintf("%.*s… (%d characters)", most, string(text), len(text))
	}
	return string(text)
}
