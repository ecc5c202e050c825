package miniature

import (
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/digests")

// file returns a file of the world, which must exist.
func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := File(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFilesAreFixed(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "version %d\n", Version)
	for _, name := range Names() {
		fmt.Fprintf(&b, "%x %s\n", sha256.Sum256(file(t, name)), name)
	}
	const golden = "testdata/digests"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the digests differ from %s; raise Version and run with -update if that is meant:\n%s", golden, b.String())
	}
}

func TestWorldIsMadeTheSameTwice(t *testing.T) {
	again := newWorld()
	for name, data := range again.files {
		if string(file(t, name)) != string(data) {
			t.Errorf("%s differs when the world is made again", name)
		}
	}
}

func TestFileSaysWhatThereIs(t *testing.T) {
	_, err := File("nothing")
	if err == nil || !strings.Contains(err.Error(), "sentiment/test.tsv") {
		t.Errorf("File(nothing) = %v, want an error that lists the files", err)
	}
}

func TestCorpusIsRich(t *testing.T) {
	corpus := string(file(t, "corpus"))
	if n := len(corpus); n < corpusBytes || n > corpusBytes+4096 {
		t.Errorf("the corpus has %d bytes, want %d and no more than a document", n, corpusBytes)
	}
	forms := map[string]int{}
	for _, word := range regexp.MustCompile(`[A-Za-z]+`).FindAllString(corpus, -1) {
		forms[strings.ToLower(word)]++
	}
	if n := len(forms); n < 3000 {
		t.Errorf("the corpus has %d word forms, want at least 3000", n)
	}
	for _, bad := range []string{"{", "}", "|", " a a ", " a e", " a o", " .", " ,"} {
		for line := range strings.SplitSeq(corpus, "\n") {
			if strings.Contains(line, bad) && !strings.Contains(line, "=") {
				t.Errorf("the corpus has %q in %q", bad, line)
				break
			}
		}
	}
}

// stringsIn returns the texts of an evaluation file: its lines, and what is
// quoted in its JSON.
func stringsIn(t *testing.T, name string, data []byte) []string {
	t.Helper()
	if !strings.Contains(name, ".json") {
		return strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' || r == '\t' || r == '"' })
	}
	var out []string
	d := json.NewDecoder(strings.NewReader(string(data)))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s, ok := token.(string); ok {
			out = append(out, s)
		}
	}
}

func TestCorpusHoldsNoEvaluation(t *testing.T) {
	learned := map[string]bool{}
	for _, corpus := range []string{corpusName, shuffledName} {
		for _, s := range sentences(string(file(t, corpus))) {
			learned[s] = true
		}
	}
	checked := 0
	for _, name := range Names() {
		if name == corpusName || name == shuffledName || strings.Contains(name, "/train.") {
			continue
		}
		for _, text := range stringsIn(t, name, file(t, name)) {
			for _, s := range sentences(text) {
				if checked++; learned[s] {
					t.Errorf("%s: the corpus repeats %q", name, s)
				}
			}
		}
	}
	if checked < 5000 {
		t.Errorf("only %d sentences were long enough to check", checked)
	}
}

func TestSplitsShareNoItem(t *testing.T) {
	for _, name := range Names() {
		if !strings.Contains(name, "test.") || strings.HasPrefix(name, "translation/") {
			continue
		}
		items := map[string]bool{}
		for line := range strings.SplitSeq(string(file(t, name)), "\n") {
			if n := normal(line); strings.Count(n, " ") > 8 && !strings.HasPrefix(line, "<instance ") && !strings.Contains(line, `"instruction"`) {
				items[n] = true
			}
		}
		for _, s := range []string{"train.", "validation."} {
			other, err := File(strings.Replace(name, "test.", s, 1))
			if err != nil {
				continue
			}
			for line := range strings.SplitSeq(string(other), "\n") {
				if items[normal(line)] {
					t.Errorf("%s and its %s file share %q", name, s, line)
				}
			}
		}
	}
}

func TestSenseFilesParse(t *testing.T) {
	for _, s := range evaluated {
		var corpus struct {
			Texts []struct {
				Sentences []struct {
					Instances []struct {
						ID    string `xml:"id,attr"`
						Lemma string `xml:"lemma,attr"`
					} `xml:"instance"`
				} `xml:"sentence"`
			} `xml:"text"`
		}
		if err := xml.Unmarshal(file(t, "wsd/"+s.String()+".data.xml"), &corpus); err != nil {
			t.Fatal(err)
		}
		gold := strings.Split(strings.TrimSpace(string(file(t, "wsd/"+s.String()+".gold.key.txt"))), "\n")
		if got := len(corpus.Texts[0].Sentences); got != len(gold) || got != sizeOf(s) {
			t.Fatalf("%s: %d sentences and %d keys, want %d", s, got, len(gold), sizeOf(s))
		}
		for i, sentence := range corpus.Texts[0].Sentences {
			id, key, _ := strings.Cut(gold[i], " ")
			if len(sentence.Instances) != 1 || sentence.Instances[0].ID != id || !strings.HasPrefix(key, sentence.Instances[0].Lemma+"%") {
				t.Errorf("%s: instances %v, want one with the key %s", s, sentence.Instances, gold[i])
			}
		}
	}
}
