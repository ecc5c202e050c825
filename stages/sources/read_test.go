package sources

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
)

const squadText = `{"version": "v2.0", "data": [{"title": "T", "paragraphs": [{"context": "C", "qas": [
	{"id": "1", "question": "Q?", "answers": [{"text": "a", "answer_start": 0}, {"text": "b", "answer_start": 3}]},
	{"id": "2", "question": "R?", "answers": [], "is_impossible": true}]}]}]}`

const wsdText = `<?xml version="1.0" encoding="UTF-8" ?>
<corpus lang="en"><text id="d0"><sentence id="d0.s0">
<wf lemma="the" pos="DET">The</wf>
<instance id="d0.s0.t0" lemma="bank" pos="NOUN">bank</instance>
<wf lemma="." pos=".">.</wf>
</sentence></text></corpus>`

const quacText = `{"data": [{"title": "T", "background": "B", "section_title": "S", "paragraphs": [{"id": "d", "context": "C CANNOTANSWER", "qas": [
	{"id": "d_q#0", "question": "Q?", "answers": [{"text": "a", "answer_start": 0}, {"text": "b", "answer_start": 1}],
	 "orig_answer": {"text": "a", "answer_start": 0}, "followup": "y", "yesno": "x"},
	{"id": "d_q#1", "question": "R?", "answers": [{"text": "CANNOTANSWER", "answer_start": 2}],
	 "orig_answer": {"text": "CANNOTANSWER", "answer_start": 2}, "followup": "n", "yesno": "x"}]}]}]}`

const agievalText = `,x,y
sample 1,"{'passage': None, 'question': 'It\'s \\( 1 \\)?', 'options': ['(A)1', ""(B)\""2\""""], 'label': 'B', 'other': {'year': 2020}}","{'question': 'Last?', 'label': ['A', 'C']}"
explanation 1,Because.,So.
sample 2,"{""question"": ""Two\nlines\d\u00e9"", 'label': 'A',}",
explanation 2,,
`

const cotText = `CANARY
-----
Add numbers.

Q: 1 + 1 is

not hard
A: Let's think step by step.
One.
So the answer is 1. No, the answer is 2.

Q: 2 + 2 is
A: Let's think step by step. So the answer is four
`

// wordNet has two senses of the noun bank, the second one first, and one of the
// verb.
func wordNet(t testing.TB) []byte {
	return tarred(t, map[string]string{
		"dict/index.sense": "bank%1:06:00:: 00000031 2 0\nbank%1:17:01:: 00000000 1 25\nbank%2:38:00:: 00000000 1 2\nriver%1:17:00:: 9 1 1\n",
		"dict/data.noun":   "00000000 17 n | sloping land  \n00000031 06 n 01 bank 0 000 | a place for money; \"in the bank\"  \n",
		"dict/data.verb":   "00000000 38 v 01 bank 0 000 | tip sideways\n",
	})
}

// An ampersand that XML would not allow, a quote in single quotes, a head.
const sensevalText = `<corpus lang="en">
<lexelt item="line-n">
<instance id="line-n.w:1:">
<answer instance="line-n.w:1:" senseid="cord"/>
<context>
 <wf pos="NN">a&b</wf> <wf pos='"'>"</wf> <wf pos="CC">&amp;</wf> <head> <wf pos="NN">line</wf></head> <wf pos=".">.</wf>
</context>
</instance>
</lexelt></corpus>`

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, format, data string
		o                  Options
		want               []string
	}{
		{"text", "text", "a\r\nb\n", Options{}, []string{`{"text":"a\nb\n"}`}},
		{"text by separator", "text", "a\n<|e|>\n\nb\n<|e|>\n", Options{Separator: "<|e|>", Field: "story"},
			[]string{`{"story":"a"}`, `{"story":"b"}`}},
		{"text by empty lines", "text", "\ufeffa\r\nb\r\n\r\n\r\nc", Options{Separator: "\n\n"}, []string{`{"text":"a\nb"}`, `{"text":"c"}`}},
		{"lines", "lines", "a\r\n\n\"\\\tc", Options{}, []string{`{"text":"a"}`, `{"text":""}`, `{"text":"\"\\\tc"}`}},
		{"latin-1", "lines", "caf\xe9", Options{Encoding: "latin-1"}, []string{`{"text":"café"}`}},
		{"jsonl", "jsonl", "{\"b\": 1.50, \"a\": [1, {\"z\" : null}]}\r\n\n{\"b\":2,\"a\":\"<&\\u00e9\\u2028\u2028\"}\n", Options{},
			[]string{`{"b":1.50,"a":[1,{"z":null}]}`, "{\"b\":2,\"a\":\"<&\\u00e9\\u2028\u2028\"}"}},
		{"last of equal members", "jsonl", `{"a":1,"b":2,"a":3}`, Options{}, []string{`{"a":3,"b":2}`}},
		{"json", "json", `[{"a": 1}, "x"]`, Options{}, []string{`{"a":1}`, `{"text":"x"}`}},
		{"json select", "json", `{"v": 1, "d": {"rows": [{"a": 1}]}}`, Options{Select: "d.rows"}, []string{`{"a":1}`}},
		{"csv", "csv", "q,a\r\n\"x, \"\"y\"\"\r\nz\",1\r\n\r\n\"\",2", Options{}, []string{`{"q":"x, \"y\"\r\nz","a":"1"}`, `{"q":"","a":"2"}`}},
		{"csv without header", "csv", "1,2\n3,\n", Options{Columns: []string{"a", "b"}}, []string{`{"a":"1","b":"2"}`, `{"a":"3","b":""}`}},
		{"csv with an index", "csv", ",a\n0,1\n", Options{}, []string{`{"column1":"0","a":"1"}`}},
		{"tsv", "tsv", "s\tl\n\" quote, he said\t1\r\n", Options{}, []string{`{"s":"\" quote, he said","l":"1"}`}},
		{"squad", "squad", squadText, Options{}, []string{
			`{"id":"1","title":"T","context":"C","question":"Q?","answers":["a","b"],"is_impossible":false}`,
			`{"id":"2","title":"T","context":"C","question":"R?","answers":[],"is_impossible":true}`}},
		{"quac", "quac", quacText, Options{}, []string{
			`{"id":"d_q#0","dialog":"d","title":"T","section":"S","background":"B","context":"C CANNOTANSWER","history":[],` +
				`"question":"Q?","answers":["a","b"],"followup":"y","yesno":"x"}`,
			`{"id":"d_q#1","dialog":"d","title":"T","section":"S","background":"B","context":"C CANNOTANSWER","history":[{"question":"Q?","answer":"a"}],` +
				`"question":"R?","answers":["CANNOTANSWER"],"followup":"n","yesno":"x"}`}},
		{"cot_prompt", "cot_prompt", cotText, Options{}, []string{
			`{"task":"Add numbers.","input":"1 + 1 is\n\nnot hard","solution":"One.\nSo the answer is 1. No, the answer is 2.","answer":"2"}`,
			`{"task":"Add numbers.","input":"2 + 2 is","solution":"So the answer is four","answer":"four"}`}},
		{"agieval_prompts", "agieval_prompts", agievalText, Options{}, []string{
			`{"exam":"x","number":1,"passage":null,"question":"It's \\( 1 \\)?","options":["(A)1","(B)\"2\""],"label":"B","other":{"year":2020},"explanation":"Because."}`,
			`{"exam":"x","number":2,"question":"Two\nlines\\dé","label":"A","explanation":""}`,
			`{"exam":"y","number":1,"question":"Last?","label":["A","C"],"explanation":"So."}`}},
		{"senseval", "senseval", sensevalText, Options{}, []string{
			`{"id":"line-n.w:1:","item":"line-n","senses":["cord"],"tokens":["a&b","\"","&","line","."],"target":3,"text":"a&b \" & <t>line</t> ."}`}},
		{"word pairs", "wordpairs", "Word 1,Word 2,Human (mean)\n# x\na b\tc\t10.00\tM\nd,e,.5\nf g 1e1\n", Options{}, []string{
			`{"word1":"a b","word2":"c","score":10.00}`, `{"word1":"d","word2":"e","score":0.5}`, `{"word1":"f","word2":"g","score":1e1}`}},
		{"wsd", "wsd", wsdText, Options{Align: []Aligned{{Field: "keys", Name: "gold", Data: []byte("d0.s0.t0 k1 k2\n")}}}, []string{
			`{"id":"d0.s0.t0","lemma":"bank","pos":"NOUN","word":"bank","tokens":["The","bank","."],"target":1,"text":"The <t>bank</t> .","keys":["k1","k2"]}`}},
		{"wordnet", "wsd", wsdText, Options{Align: []Aligned{{Field: "senses", Name: "wn", Data: wordNet(t)}}}, []string{
			`{"id":"d0.s0.t0","lemma":"bank","pos":"NOUN","word":"bank","tokens":["The","bank","."],"target":1,"text":"The <t>bank</t> .",` +
				`"senses":[{"key":"bank%1:17:01::","gloss":"sloping land"},{"key":"bank%1:06:00::","gloss":"a place for money; \"in the bank\""}]}`}},
		{"story", "story", "One.\r\n\r\nTwo.\n\n@highlight\n\nA\n\n@highlight\n\nB\n", Options{}, []string{
			`{"article":"One.\n\nTwo.","highlights":["A","B"],"summary":"A\nB"}`}},
		{"mc_task", "mc_task", `[{"question":"Q?","mc1_targets":{"b":1,"a":0},"mc2_targets":{"b":1,"c":1}}]`, Options{}, []string{
			`{"question":"Q?","choices":["b","a"],"labels":[1,0],"mc2_choices":["b","c"],"mc2_labels":[1,1]}`}},
		{"bold", "bold", `{"G":{"a":["x ","y "],"b":[]},"H":{"c":["z "]}}`, Options{Align: []Aligned{{Field: "article", Name: "wiki", Data: []byte(`{"G":{"a":["x 1","y 2"]},"H":{"c":["z 3"]}}`)}}}, []string{
			`{"group":"G","name":"a","text":"x ","article":"x 1"}`, `{"group":"G","name":"a","text":"y ","article":"y 2"}`, `{"group":"H","name":"c","text":"z ","article":"z 3"}`}},
		{"multirc", "multirc", `{"idx":3,"passage":{"text":"P","questions":[{"question":"Q?","idx":5,"answers":[{"text":"a","idx":8,"label":1},{"text":"b","idx":9}]}]}}`, Options{}, []string{
			`{"paragraph":"P","question":"Q?","answer":"a","label":1,"paragraph_idx":3,"question_idx":5,"answer_idx":8}`,
			`{"paragraph":"P","question":"Q?","answer":"b","label":-1,"paragraph_idx":3,"question_idx":5,"answer_idx":9}`}},
		{"trec", "trec", "NUM:other How many ?\n", Options{}, []string{`{"question":"How many ?","coarse":"NUM","fine":"NUM:other"}`}},
		{"wikitext", "wikitext", " \n = A = \n \n text\n = 2 = \n = = S = = \n \n = B = \n \n x\n", Options{}, []string{
			`{"title":"A","text":" \n = A = \n \n text\n = 2 = \n = = S = = \n"}`, `{"title":"B","text":" \n = B = \n \n x\n"}`}},
		{"wikitext pages", "wikitext_pages", " \n = A = \n \n text\n = 2 = \n = = S = = \n \n = B = \n \n x\n", Options{}, []string{
			`{"page":" = A = \n \n text"}`, `{"page":" = 2 = \n = = S = = \n "}`, `{"page":" = B = \n \n x\n"}`}},
		{"align", "jsonl", "{\"a\":1}\n{\"a\":2}", Options{Align: []Aligned{{Field: "label", Name: "labels", Data: []byte("x\r\ny\r\n")}}, Fields: map[string]string{"label": "gold"}},
			[]string{`{"a":1,"gold":"x"}`, `{"a":2,"gold":"y"}`}},
		{"swapped fields", "jsonl", `{"a":1,"b":2}`, Options{Fields: map[string]string{"a": "b", "b": "a"}}, []string{`{"b":1,"a":2}`}},
		{"skip and take", "lines", "a\nb\nc\nd", Options{Skip: 1, Take: 2}, []string{`{"text":"b"}`, `{"text":"c"}`}},
		{"take more than there is", "lines", "a\nb", Options{Take: 9}, []string{`{"text":"a"}`, `{"text":"b"}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, err := Read(c.format, "file", []byte(c.data), c.o)
			if err != nil {
				t.Fatal(err)
			}
			if got := lines(docs); got != strings.Join(c.want, "\n") {
				t.Errorf("Read(%q) =\n%s\nwant\n%s", c.format, got, strings.Join(c.want, "\n"))
			}
		})
	}
}

func lines(docs []Document) string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = string(d.JSON())
	}
	return strings.Join(out, "\n")
}

func TestReadErrors(t *testing.T) {
	gold := func(s string) Options {
		return Options{Align: []Aligned{{Field: "keys", Name: "gold", Data: []byte(s)}}}
	}
	for _, c := range []struct {
		name, format, data string
		o                  Options
		want               string
	}{
		{"unknown format", "arff", "x", Options{}, `file: there is no format "arff"; the formats are agieval_prompts, bold, cot_prompt, csv, folders, json`},
		{"invalid UTF-8", "lines", "ab\ncaf\xe9 x", Options{}, "file: byte 0xe9 at offset 6 is not UTF-8; if the file is Latin-1"},
		{"UTF-16", "text", "\xff\xfea\x00", Options{}, "byte-order mark of UTF-16"},
		{"unknown encoding", "text", "a", Options{Encoding: "koi8"}, `unknown encoding "koi8"`},
		{"empty", "lines", "", Options{}, "file: there is no document in it"},
		{"only a header", "csv", "a,b\n", Options{}, "there is no document"},
		{"jsonl syntax", "jsonl", "{\"a\":1}\n{\"a\":}\n", Options{}, "file: line 2: invalid character '}'"},
		{"jsonl truncated", "jsonl", "{\"a\":[1", Options{}, "line 1: unexpected end of JSON"},
		{"jsonl of numbers", "jsonl", "17\n", Options{}, `line 1: got "17", want an object`},
		{"json lines as json", "json", "{\"a\":1}\n{\"a\":2}\n", Options{}, "its format is jsonl"},
		{"json object", "json", `{"version":1,"data":[]}`, Options{}, `select naming one of its members "version", "data"`},
		{"json select", "json", `{"data":[]}`, Options{Select: "rows"}, `there is no member "rows"; the members are "data"`},
		{"json element", "json", `[{"a":1},2]`, Options{}, `element 2: got "2", want an object`},
		{"csv ragged", "csv", "a,b\n\"1\n2\",3\n4\n", Options{}, "file: line 4, document 1: got 1 values, want 2 (a, b)"},
		{"csv open quote", "csv", "a\nb\n\"c\nd", Options{}, `file: line 3: the quote before "c\nd" is never closed`},
		{"csv text after quote", "csv", "a\n\"b\"c\n", Options{}, `line 2: got "c\n" after a closing quote`},
		{"csv twice the same column", "csv", "a,b,a\n1,2,3", Options{}, `columns 1 and 3 are both called "a"`},
		{"squad", "squad", `{"data": 3}`, Options{}, "file: json: cannot unmarshal number"},
		{"word pairs", "wordpairs", "a\tb\t1\nc\td\n", Options{}, `line 2: got "c\td", want a word, a word and a score`},
		{"word pairs score", "wordpairs", "a b 1\nc d NaN\n", Options{}, `line 2: got score "NaN"`},
		{"wsd", "wsd", "<corpus><text>", Options{}, "file: XML syntax error on line 1"},
		{"wsd missing key", "wsd", wsdText, gold("d9 k\n"), `gold: there are no keys for instance "d0.s0.t0" of file`},
		{"wsd key too many", "wsd", wsdText, gold("d0.s0.t0 k\nd9 k\n"), "gold: there are keys for 2 instances, file has 1"},
		{"wsd key twice", "wsd", wsdText, gold("d0.s0.t0 k\nd0.s0.t0 k\n"), "gold: line 2"},
		{"wordnet without a sense", "wsd", strings.ReplaceAll(wsdText, "\"bank\"", "\"hill\""), Options{Align: []Aligned{{Field: "senses", Name: "wn", Data: wordNet(t)}}},
			`wn/dict/index.sense: there is no sense of "hill" (NOUN), the lemma of instance "d0.s0.t0"`},
		{"wordnet without glosses", "wsd", wsdText, Options{Align: []Aligned{{Field: "senses", Name: "wn", Data: tarred(t, map[string]string{"index.sense": "bank%1:17:01:: 0 1 0"})}}},
			"the archive of WordNet has no data.noun"},
		{"wordnet of another version", "wsd", wsdText, Options{Align: []Aligned{{Field: "senses", Name: "wn", Data: tarred(t, map[string]string{
			"index.sense": "bank%1:17:01:: 3 1 0", "data.noun": "00000000 17 n | sloping land"})}}},
			`wn/data.noun: got "00000 17 n | sloping land" at offset 3, want the synset of bank%1:17:01::`},
		{"archive in place of keys", "wsd", wsdText, Options{Align: []Aligned{{Field: "keys", Name: "a", Data: tarred(t, map[string]string{"x": "1", "y": "2"})}}},
			"a/x: is one of 2 files of an archive; name one with member"},
		{"quac", "quac", `{"data": [3]}`, Options{}, "file: json: cannot unmarshal number"},
		{"agieval_prompts", "agieval_prompts", "a,b\n1,2\n", Options{}, `there is no row "sample 1"`},
		{"agieval_prompts escape", "agieval_prompts", ",x\nsample 1,{'question': '\\N{DASH}'}\n", Options{}, `sample 1 of x: the escape "\\N{DAS" is not understood`},
		{"agieval_prompts string", "agieval_prompts", ",x\nsample 1,{'question': 'a}\n", Options{}, `sample 1 of x: a string is never closed`},
		{"agieval_prompts list", "agieval_prompts", ",x\nsample 1,['a']\n", Options{}, `sample 1 of x: got "['a']", want a dictionary`},
		{"cot_prompt", "cot_prompt", "Q: a\nA: b", Options{}, `file: there is no line "-----" before the prompt`},
		{"cot_prompt question", "cot_prompt", "\n-----\nT\n\nQ: a\nA: b", Options{}, `file: question 1: got "a\nA: b", want "A: Let's think step by step."`},
		{"cot_prompt solution", "cot_prompt", "\n-----\nT\n\nQ: a\nA: Let's think step by step. b", Options{}, `question 1: the solution "b" does not say "the answer is "`},
		{"senseval id", "senseval", "<instance x", Options{}, `got <instance "x", want an id`},
		{"senseval sense", "senseval", `<instance id="a">`, Options{}, `instance "a" has no answer with a senseid`},
		{"senseval head", "senseval", `<instance id="a"><answer senseid="1"/><wf pos="N">b</wf>`, Options{}, `instance "a" has no word in a head`},
		{"story", "story", "no summary", Options{}, `there is no line "@highlight"`},
		{"mc_task", "mc_task", `[{"question":"Q","mc1_targets":{"a":2}}]`, Options{}, `element 1: mc1_targets: choice 1 has label "2", want 0 or 1`},
		{"bold", "bold", `{"G": ["x"]}`, Options{}, `group "G": `},
		{"bold texts", "bold", `{"G": {"a": "x"}}`, Options{}, `group "G": "a": json: cannot unmarshal string`},
		{"bold align", "bold", `{"G":{"a":["x"]}}`, Options{Align: []Aligned{{Field: "f", Name: "wiki", Data: []byte(`{"G":{"a":["x","y"]}}`)}}}, "wiki has 2 texts, file has 1 documents: want as many"},
		{"trec", "trec", "NUM how ?\n", Options{}, `line 1: got "NUM how ?", want "COARSE:fine question"`},
		{"wikitext", "wikitext", "text\n", Options{}, "there is no heading"},
		{"folders", "folders", "text", Options{}, "file: is no zip or tar archive"},
		{"member", "lines", "text", Options{Member: "x"}, `file is no zip or tar archive, and so has no member "x"`},
		{"align", "lines", "a\nb", gold("x\n"), "gold has 1 lines, file has 2 documents"},
		{"rename", "jsonl", `{"a":1,"b":2}`, Options{Fields: map[string]string{"c": "d"}}, `document 0: there is no field "c" to rename; the fields are "a", "b"`},
		{"rename onto another", "jsonl", `{"a":1,"b":2}`, Options{Fields: map[string]string{"a": "b"}}, `renaming gives two fields "b"`},
		{"skip all", "lines", "a\nb", Options{Skip: 2}, "file: skipping 2 documents leaves none of 2"},
		{"negative", "lines", "a", Options{Take: -1}, "want no negative number"},
		{"gzip", "lines", "\x1f\x8bnonsense", Options{}, "file: gzip: invalid header"},
		{"zip", "lines", "PK\x03\x04nonsense", Options{}, "file: zip: not a valid zip file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, err := Read(c.format, "file", []byte(c.data), c.o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Read = %d documents, %v; want error %q", len(docs), err, c.want)
			}
		})
	}
}

func TestReadArchive(t *testing.T) {
	files := map[string]string{
		"r/README.txt": "no", "r/neg/2.txt": "bad", "r/neg/1.txt": "awful", "r/pos/1.txt": "good", "r/pos/x.csv": "a",
	}
	zip, tar := zipped(t, files), tarred(t, files)
	for _, c := range []struct {
		name, format string
		o            Options
		want         string
	}{
		{"folders", "folders", Options{}, `{"text":"awful","label":"neg","name":"r/neg/1.txt"}
{"text":"bad","label":"neg","name":"r/neg/2.txt"}
{"text":"good","label":"pos","name":"r/pos/1.txt"}`},
		{"folder", "text", Options{Member: "r/neg/"}, "{\"text\":\"awful\"}\n{\"text\":\"bad\"}"},
		{"file", "lines", Options{Member: "r/README.txt"}, `{"text":"no"}`},
		{"pattern", "text", Options{Member: "r/*/1.txt"}, "{\"text\":\"awful\"}\n{\"text\":\"good\"}"},
		{"aligned file", "text", Options{Member: "r/neg/1.txt", Align: []Aligned{{Field: "other", Name: "a", Data: zip, Member: "r/pos/1.txt"}}},
			`{"text":"awful","other":"good"}`},
	} {
		for kind, data := range map[string][]byte{"zip": zip, "zip.gz": gzipped(t, zip), "tar": tar, "tar.gz": gzipped(t, tar)} {
			docs, err := Read(c.format, "file", data, c.o)
			if err != nil {
				t.Fatalf("%s of a %s: %v", c.name, kind, err)
			}
			if got := lines(docs); got != c.want {
				t.Errorf("%s of a %s: Read =\n%s\nwant\n%s", c.name, kind, got, c.want)
			}
		}
	}
	for kind, data := range map[string][]byte{"zip": zip, "tar": tar} {
		if _, err := Read("text", "file", data, Options{Member: "r/none/"}); err == nil {
			t.Errorf("Read of a member that is not in the %s: no error", kind)
		}
	}
	if _, err := Read("text", "file", gzipped(t, tar[:300]), Options{}); err == nil {
		t.Error("Read of a tar that is cut: no error")
	}
}

func TestReadBoundsWhatIsUnpacked(t *testing.T) {
	bomb := strings.Repeat("\n", growthSlack+8<<20)
	for name, data := range map[string][]byte{
		"gzip": gzipped(t, []byte(bomb)),
		"zip":  zipped(t, map[string]string{"a": bomb[:growthSlack-1], "b": bomb[:12<<20]}),
		"tar":  gzipped(t, tarred(t, map[string]string{"a": bomb[:growthSlack-1], "b": bomb[:12<<20]})),
	} {
		if _, err := Read("text", "file", data, Options{}); err == nil || !strings.Contains(err.Error(), "unpacks to more than") {
			t.Errorf("Read of a %s bomb of %d bytes: %v", name, len(data), err)
		}
	}
}

func tarred(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for name, text := range files {
		err := w.WriteHeader(&tar.Header{Name: "./" + name, Mode: 0o644, Size: int64(len(text))})
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files { // in any order: reading sorts
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The order is part of what a recipe promises, so it is pinned.
func TestShuffleIsPinned(t *testing.T) {
	read := func(o Options) string {
		docs, err := Read("lines", "file", []byte("a\nb\nc\nd\ne\nf\ng\nh"), o)
		if err != nil {
			t.Fatal(err)
		}
		var order strings.Builder
		for _, d := range docs {
			s, _ := d.Text("text")
			order.WriteString(s)
		}
		return order.String()
	}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "abcdefgh"},
		{Options{ShuffleSeed: 1}, "bdhacgef"},
		{Options{ShuffleSeed: 2}, "cgdahbef"},
		{Options{ShuffleSeed: 1, Skip: 2, Take: 3}, "hac"},
	} {
		if got := read(c.o); got != c.want {
			t.Errorf("order with seed %d, skip %d, take %d = %s, want %s", c.o.ShuffleSeed, c.o.Skip, c.o.Take, got, c.want)
		}
	}
}

func TestGuess(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.TXT":                          "text",
		"c4.json.gz":                       "json",
		"x.jsonl.gz":                       "jsonl",
		"set.data.xml":                     "wsd",
		"x.xml":                            "",
		"reviews.zip":                      "folders",
		"https://host/a.csv?download=true": "csv",
		"builtin:miniature/corpus":         "text",
		"builtin:miniature/mmlu/test.csv":  "csv",
		"corpus":                           "",
		"train.tsv":                        "tsv",
	} {
		if got := Guess(name); got != want {
			t.Errorf("Guess(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	names := Formats()
	seeds := []string{squadText, wsdText, quacText, cotText, agievalText, sensevalText, "a,\"b\"\"\n\",c\n", " = A = \n", "[{\"a\":[]},\"x\"]", "\x1f\x8b", "a b 1\n"}
	seeds = append(seeds, string(zipped(f, map[string]string{"neg/a.txt": "x", "pos/b.txt": "y"})))
	for format := range names {
		for _, seed := range seeds {
			f.Add(format, seed)
		}
	}
	f.Fuzz(func(t *testing.T, format int, data string) {
		name := names[uint(format)%uint(len(names))]
		docs, err := Read(name, "file", []byte(data), Options{Separator: ";", Take: 100})
		if err != nil {
			return
		}
		for _, d := range docs {
			again, err := parseLine(string(d.JSON()))
			if err != nil || !bytes.Equal(again.JSON(), d.JSON()) {
				t.Fatalf("%s: document %s is no JSON object that repeats: %v", name, d.JSON(), err)
			}
		}
	})
}

func ExampleRead() {
	data := "question,answer\n\"What is 1,000 + 1?\",\"1,001\"\n"
	docs, err := Read("csv", "sums.csv", []byte(data), Options{Fields: map[string]string{"answer": "gold"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", docs[0].JSON())
	// Output: {"question":"What is 1,000 + 1?","gold":"1,001"}
}
