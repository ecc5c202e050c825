package pipeline

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// pieceBytes is about how much of a file is parsed at a time. The tokens of a
// text take thirty times its size, and of one as short as this the guard sees
// without them that it is not deep.
const pieceBytes = 1 << 10

// parseSource guards and parses the text of a file. It returns nil where it does
// not parse.
//
// A large file is parsed in pieces, cut behind lines that hold a closing brace
// alone. Such a line may stand inside a comment or a heredoc too, but then the
// piece before it does not parse. Where all do, the file is what they are end
// to end: a body is a sequence of blocks, and the scanner is in the same state
// between any two. Where one does not, the file is parsed as a whole, so that
// the diagnostics are those of the file.
func parseSource(path string, src []byte) (*hclsyntax.Body, hcl.Diagnostics) {
	if pieces := cutPieces(path, src); len(pieces) > 1 {
		if body := parsePieces(pieces); body != nil {
			return body, nil
		}
	}
	whole := piece{path: path, src: src, start: hcl.InitialPos}
	diags := whole.parse()
	return whole.body, diags
}

// A piece is a part of a file that is parsed by itself.
type piece struct {
	path  string
	src   []byte
	start hcl.Pos
	body  *hclsyntax.Body // nil where it does not parse
}

// parse sets the body of a piece, unless something is wrong with it.
func (p *piece) parse() hcl.Diagnostics {
	if diags := guard(p.path, p.src); diags.HasErrors() {
		return diags
	}
	if p.body = parsePlain(p); p.body != nil {
		return nil
	}
	file, diags := hclsyntax.ParseConfig(p.src, p.path, p.start)
	if !diags.HasErrors() { // half a syntax tree gives more noise than help
		p.body = file.Body.(*hclsyntax.Body)
	}
	return diags
}

// cutPieces cuts a file. The pieces share its bytes.
func cutPieces(path string, src []byte) []*piece {
	end := []byte("\n}\n")
	var pieces []*piece
	at := hcl.InitialPos
	for len(src) > 0 {
		n := len(src)
		if n > 2*pieceBytes {
			if i := bytes.Index(src[pieceBytes:], end); i >= 0 {
				n = pieceBytes + i + len(end)
			}
		}
		pieces = append(pieces, &piece{path: path, src: src[:n:n], start: at})
		at.Byte += n
		at.Line += bytes.Count(src[:n], []byte("\n"))
		src = src[n:]
	}
	return pieces
}

// parsePieces returns the body of the pieces together, or nil where one does not
// parse or they do not go together.
func parsePieces(pieces []*piece) *hclsyntax.Body {
	err := inParts(pieces, func(p *piece) error {
		if diags := p.parse(); len(diags) > 0 {
			return diags // as those of the whole file would say it, but for the place
		}
		return nil
	})
	if err != nil {
		return nil
	}
	whole := pieces[0].body
	for _, p := range pieces[1:] {
		if len(p.body.Attributes) > 0 {
			return nil // which is a mistake outside blocks
		}
		whole.Blocks = append(whole.Blocks, p.body.Blocks...)
	}
	return whole
}
