package sources

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/internal/published"
)

// The counts are the publishers'.
func TestPublishedFiles(t *testing.T) {
	quiz := []string{"question", "A", "B", "C", "D", "answer"}
	for _, c := range []struct {
		file, format string
		o            Options
		count        int
		fields       string // of the first document
	}{
		{"gsm8k/train.jsonl", "", Options{}, 7473, "question answer"},
		{"humaneval/HumanEval.jsonl.gz", "", Options{}, 164, "task_id prompt entry_point canonical_solution test"},
		{"mbpp/mbpp.jsonl", "", Options{}, 974, "text code task_id test_setup_code test_list challenge_test_list"},
		{"math_word/MultiArith.json", "", Options{}, 600, ""},
		{"truthfulqa/TruthfulQA.csv", "", Options{}, 817, "Type Category Question Best Answer Correct Answers Incorrect Answers Source"},
		{"truthfulqa/mc_task.json", "mc_task", Options{}, 817, "question choices labels mc2_choices mc2_labels"},
		{"bold/prompts/gender_prompt.json", "bold", aligned(t, "article", "bold/wikipedia/gender_wiki.json"), 3204, "group name text article"},
		{"bold/prompts/race_prompt.json", "bold", Options{}, 7657, "group name text"},
		{"truthfulqa/finetune_truth.head5000.jsonl", "", Options{}, 5000, "prompt completion"},
		{"bbh/boolean_expressions.json", "", Options{Select: "examples"}, 250, "input target"},
		{"agieval/few_shot_prompts.csv", "", Options{}, 10, ""},
		{"agieval/few_shot_prompts.csv", "agieval_prompts", Options{}, 83, "exam number passage question options label answer other explanation"},
		{"mmlu/dev/college_mathematics_dev.csv", "", Options{Columns: quiz}, 5, "question A B C D answer"},
		{"piqa/valid.jsonl", "", aligned(t, "label", "piqa/valid-labels.lst"), 1838, "goal sol1 sol2 label"},
		{"siqa/dev.jsonl", "", aligned(t, "label", "siqa/dev-labels.lst"), 1954, "context question answerA answerB answerC label"},
		{"arc/ARC-Challenge-Test.jsonl", "", Options{}, 1172, "id question answerKey"},
		{"openbookqa/train.tsv", "", Options{}, 4957, "ID Question Stem Choices Complete Question Answer Key"},
		{"hellaswag/bertlarge-example-submission.head2000.csv", "", Options{}, 2000, ""},
		{"naturalquestions/NQ-open.dev.jsonl", "", Options{}, 3610, "question answer"},
		{"squad/dev-v1.1.part1.json", "squad", Options{}, 4961, "id title context question answers is_impossible"},
		{"squad/xquad.de.json", "squad", Options{}, 1190, "id title context question answers is_impossible"},
		{"squad/squad2.sample.json", "squad", Options{}, 6, "id title context question answers is_impossible"},
		{"word/similarity/EN-WS-353-ALL.txt", "wordpairs", Options{}, 353, "word1 word2 score"},
		{"word/similarity/EN-SIMLEX-999.txt", "wordpairs", Options{}, 999, "word1 word2 score"},
		{"word/similarity/EN-MEN-TR-3k.txt", "wordpairs", Options{}, 3000, "word1 word2 score"},
		{"word/similarity/EN-RW-STANFORD.txt", "wordpairs", Options{}, 2034, "word1 word2 score"},
		{"word/wsd/senseval2/senseval2.data.xml", "", aligned(t, "keys", "word/wsd/senseval2/senseval2.gold.key.txt"), 2282,
			"id lemma pos word tokens target text keys"},
		{"word/wsd/semeval2007/semeval2007.data.xml", "", aligned(t, "keys", "word/wsd/semeval2007/semeval2007.gold.key.txt"), 455,
			"id lemma pos word tokens target text keys"},
		{"quac/quac_sample.json", "quac", Options{}, 12, "id dialog title section background context history question answers followup yesno"},
		{"triviaqa/triviaqa-sample.tgz", "json", Options{Member: "qa/w*-dev.json", Select: "Data"}, 4, ""},
		{"bbh/cot-prompts/penguins_in_a_table.txt", "cot_prompt", Options{}, 3, "task input solution answer"},
		{"word/wsd/senseval.zip", "senseval", Options{Member: "senseval/hard.pos"}, 4333, "id item senses tokens target text"},
		{"word/wsd/senseval.zip", "senseval", Options{Member: "senseval/interest.pos"}, 2368, ""},
		{"word/wsd/senseval.zip", "senseval", Options{Member: "senseval/line.pos"}, 4146, ""},
		{"word/wsd/senseval.zip", "senseval", Options{Member: "senseval/serve.pos"}, 4378, ""},
		{"sentence/sentiment/movie_reviews.zip", "", Options{}, 2000, "text label name"},
		{"sentence/sentiment/sentence_polarity.zip", "lines",
			Options{Member: "sentence_polarity/rt-polarity.neg", Encoding: "latin-1"}, 5331, "text"},
		{"sentence/sentiment/SST2/train.tsv", "", Options{Columns: []string{"text", "label"}}, 6920, "text label"},
		{"sentence/translation/multi30k/test_2016_flickr.en.gz", "lines", aligned(t, "de", "sentence/translation/multi30k/test_2016_flickr.de.gz"), 1000, "text de"},
		{"sentence/translation/flores200/dev/eng_Latn.dev", "lines", Options{}, 997, "text"},
		{"document/summarization/xsum/gold-test-sentences.txt", "lines", Options{}, 11334, "text"},
		{"document/summarization/cnn_stories/017d27d00eb43678c15cb4a8dd4723a035323219.story", "", Options{}, 1, "article highlights summary"},
		{"document/summarization/dialogsum.dev.jsonl", "", Options{}, 500, "fname dialogue summary topic"},
		{"document/classification/ag_news_csv/test.head5000.csv", "", Options{Columns: []string{"class", "title", "text"}}, 5000, "class title text"},
		{"document/classification/qc.zip", "trec", Options{Member: "qc/train.txt", Encoding: "latin-1"}, 5452, "question coarse fine"},
		{"document/classification/qc.zip", "trec", Options{Member: "qc/test.txt", Encoding: "latin-1"}, 500, "question coarse fine"},
		{"pretrain/wikitext-2/valid.txt", "wikitext", Options{}, 60, "title text"},
		{"pretrain/tinystories/tinystories_train.head2MiB.txt", "", Options{Separator: "<|endoftext|>"}, 2317, "text"}, // the last one is cut
		{"pretrain/tinyshakespeare/input.txt", "lines", Options{}, 40000, "text"},
		{"pretrain/c4/c4-sample.01.json.gz", "jsonl", Options{}, 10, ""},
		{"pretrain/wikipedia/wiki_demo.txt", "lines", Options{}, 30, "text"},
		{"instruct/alpaca_5000.json", "", Options{}, 5000, "instruction input output"},
		{"instruct/hh-rlhf/harmless-base/test.jsonl.gz", "", Options{}, 2312, "chosen rejected"},
	} {
		t.Run(c.file, func(t *testing.T) {
			format := c.format
			if format == "" {
				format = Guess(c.file)
			}
			docs, err := Read(format, c.file, published.Read(t, "data", c.file), c.o)
			if err != nil {
				t.Fatal(err)
			}
			if len(docs) != c.count {
				t.Errorf("Read(%q, %s) = %d documents, want %d", format, c.file, len(docs), c.count)
			}
			if got := fieldNames(docs[0]); c.fields != "" && got != c.fields {
				t.Errorf("fields of %s = %s, want %s", c.file, got, c.fields)
			}
		})
	}
}

func aligned(t *testing.T, field, name string) Options {
	return Options{Align: []Aligned{{Field: field, Name: name, Data: published.Read(t, "data", name)}}}
}

func fieldNames(d Document) string {
	var names []string
	for _, f := range d.Fields() {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestPublishedStories(t *testing.T) {
	stories, err := filepath.Glob(filepath.Join(published.Path(t, "data"), "document/summarization/cnn_stories/*.story"))
	if err != nil || len(stories) != 12 {
		t.Fatalf("%d stories, %v; want 12", len(stories), err)
	}
	for _, name := range stories {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		docs, err := Read("story", name, data, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := docs[0].index("highlights"), strings.Count(string(data), "@highlight"); got < 0 || want == 0 ||
			strings.Count(string(docs[0].fields[2].Value), `\n`) != want-1 {
			t.Errorf("%s: summary %s, want %d sentences", name, docs[0].fields[2].Value, want)
		}
	}
}

// The pages of WikiText put together are the file.
func TestWikitextKeepsEveryByte(t *testing.T) {
	data := published.Read(t, "data", "pretrain/wikitext-2/valid.txt")
	docs, err := Read("wikitext", "valid.txt", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, d := range docs {
		text, _ := d.Text("text")
		all.WriteString(text)
	}
	if all.String() != string(data) {
		t.Errorf("pages have %d bytes together, want the %d of the file", all.Len(), len(data))
	}
}

// The standard library's reader agrees on every value, but for the CRLF inside
// quotes, which it changes.
func TestCSVAgainstStandardLibrary(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(published.Path(t, "data"), "mmlu", "*", "*.csv"))
	if err != nil || len(files) != 2*57 {
		t.Fatalf("%d files of MMLU, %v; want 114", len(files), err)
	}
	count := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		docs, err := Read("csv", name, data, Options{Columns: []string{"q", "a", "b", "c", "d", "answer"}})
		if err != nil {
			t.Fatal(err)
		}
		if len(docs) != len(want) {
			t.Fatalf("%s: %d documents, want %d", name, len(docs), len(want))
		}
		for i, d := range docs {
			for j, f := range d.Fields() {
				got, _ := d.Text(f.Name)
				if strings.ReplaceAll(got, "\r\n", "\n") != want[i][j] {
					t.Errorf("%s: record %d, %s = %q, want %q", name, i+1, f.Name, got, want[i][j])
				}
			}
		}
		count += len(docs)
	}
	if count != 285+14042 {
		t.Errorf("MMLU has %d questions, want %d", count, 285+14042)
	}
}
