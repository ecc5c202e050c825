package miniature

import (
	"fmt"
	"strings"
)

// An ambiguous word has two senses. Which one is meant is told by what is
// done there; the sentence has an act of the other sense as well, done by
// somebody else or at another time, so that order alone decides.
type ambiguous struct {
	word  string
	where string // phrase that holds the word
	sense [2]meaning
}

type meaning struct {
	key, gloss string
	acts       []string
}

var ambiguities = []ambiguous{
	{"bank", "at the bank", [2]meaning{{"bank%1:06:00::", "a house for money", words("count_coins change_silver save_gold borrow_money")}, {"bank%1:17:00::", "the side of a river", words("catch_trout watch_herons float_rafts cut_reeds")}}},
	{"court", "in the court", [2]meaning{{"court%1:14:00::", "a place of law", words("judge_thieves hear_witnesses read_verdicts swear_oaths")}, {"court%1:06:00::", "a place for games", words("throw_balls win_matches chase_shuttlecocks keep_score")}}},
	{"bat", "with the bat", [2]meaning{{"bat%1:06:00::", "a wooden club", words("hit_balls score_points practise_strokes break_windows")}, {"bat%1:05:00::", "a flying animal", words("hunt_moths explore_caves hang_in_attics frighten_aunts")}}},
	{"crane", "near the crane", [2]meaning{{"crane%1:06:00::", "a machine that lifts", words("load_barrels raise_beams stack_crates hoist_sails")}, {"crane%1:05:00::", "a tall bird", words("count_eggs draw_wings watch_nests collect_feathers")}}},
	{"seal", "with the seal", [2]meaning{{"seal%1:06:00::", "a stamp of wax", words("close_letters sign_decrees mark_contracts stamp_papers")}, {"seal%1:05:00::", "an animal of the sea", words("swallow_herrings ride_waves dive_for_crabs bask_on_rocks")}}},
	{"spring", "in the spring", [2]meaning{{"spring%1:28:00::", "a season", words("sow_barley paint_fences shear_lambs plant_onions")}, {"spring%1:17:00::", "a source of water", words("fill_jugs rinse_bottles cool_melons wet_towels")}}},
	{"ring", "with the ring", [2]meaning{{"ring%1:06:00::", "a piece of jewellery", words("propose_marriage dazzle_guests please_brides impress_goldsmiths")}, {"ring%1:11:00::", "the sound of a bell", words("wake_monks open_lessons start_races call_ferries")}}},
	{"pipe", "with the pipe", [2]meaning{{"pipe%1:06:00::", "a tube for water", words("drain_cellars water_fields supply_fountains flood_ditches")}, {"pipe%1:06:01::", "an instrument of music", words("play_jigs lead_dancers charm_snakes accompany_singers")}}},
	{"trunk", "near the trunk", [2]meaning{{"trunk%1:06:00::", "a large box", words("pack_shirts fold_gowns store_hats lock_buckles")}, {"trunk%1:20:00::", "the stem of a tree", words("gather_acorns carve_hearts climb_branches peel_bark")}}},
	{"palm", "with the palm", [2]meaning{{"palm%1:08:00::", "a part of the hand", words("slap_tables wipe_tears clap_rhythms stroke_kittens")}, {"palm%1:20:00::", "a tree of the south", words("shade_camels thatch_huts yield_dates decorate_beaches")}}},
	{"ruler", "with the ruler", [2]meaning{{"ruler%1:06:00::", "a stick to measure with", words("draw_lines measure_cloth check_maps mark_planks")}, {"ruler%1:18:00::", "a king or a queen", words("discuss_wars praise_knights visit_provinces review_troops")}}},
	{"cell", "in the cell", [2]meaning{{"cell%1:06:00::", "a room in a prison", words("scratch_walls await_trials bribe_jailers plot_escapes")}, {"cell%1:05:00::", "a part of a honeycomb", words("store_nectar feed_grubs mix_pollen spread_wax")}}},
	{"note", "with the note", [2]meaning{{"note%1:10:00::", "a short letter", words("invite_cousins excuse_pupils warn_neighbours confess_love")}, {"note%1:10:01::", "a sound of music", words("end_hymns tune_fiddles begin_choruses test_voices")}}},
	{"stall", "at the stall", [2]meaning{{"stall%1:06:00::", "a table at the market", words("sell_ribbons praise_cheese bargain_for_plums weigh_cherries")}, {"stall%1:06:01::", "a place in a stable", words("brush_mares spread_straw harness_mules shoe_ponies")}}},
}

var senseForms = []string{
	"{1:name} {y} at home while {2:name} {x} {w}.",
	"at home {1:name} {y}, but later {1.he} {x} {w}.",
	"in the morning {1:name} {y}, and later {1.he} {x} {w}.",
	"{1:name} {y} as a rule, but now {1.he} {x} {w}.",
	"{1:name} {x} {w}, and {2:name} {y} in the yard.",
	"{1:name} never {y} here: {1.he} {x} {w}.",
	"when {1:name} {y} in the kitchen, {2:name} {x} {w}.",
}

// plainSenses have only the act that tells the sense, which only the corpus
// does: they teach what is done where, and the others teach to tell whose act
// is whose.
var plainSenses = []string{
	"{1:name} {x} {w}.", "on {day}s {1:name} {x} {w}.", "{1:name} of {town} {x} {w}.", "the {kin} of {1:name} {x} {w}.",
}

// A use is an ambiguous word in a sentence.
type use struct {
	word     *ambiguous
	sense    int
	sentence string
}

// use draws a sentence of the split with a given word, or any if it is nil.
func (w *world) use(r *source, s split, a *ambiguous) use {
	for {
		word := a
		if word == nil {
			word = &ambiguities[r.n(len(ambiguities))]
		}
		sense := r.n(2)
		x, y := pick(r, word.sense[sense].acts), pick(r, word.sense[1-sense].acts)
		if splitOf("sense", word.word, min(x, y), max(x, y)) != s {
			continue
		}
		e := bind("x", thirdOf(x), "y", thirdOf(y), "w", word.where)
		return use{word, sense, w.say(r, form(r, s, senseForms), e)}
	}
}

// ask returns the use as a question about its sense.
func (u use) ask(r *source, at int) choice {
	prompt := fmt.Sprintf("%s\nQuestion: What is the %s here?\nAnswer:", u.sentence, u.word.word)
	return rotated(r, at, prompt, u.word.sense[u.sense].gloss, u.word.sense[1-u.sense].gloss)
}

const sameUse = "Sentence 1: %s\nSentence 2: %s\nQuestion: Is the word '%s' used in the same way in the two sentences above?\nAnswer:"

// plainUse draws an ambiguous word in a sentence without another act.
func (w *world) plainUse(r *source) use {
	word, sense := &ambiguities[r.n(len(ambiguities))], r.n(2)
	e := bind("x", thirdOf(pick(r, word.sense[sense].acts)), "w", word.where)
	return use{word, sense, w.say(r, pick(r, plainSenses), e)}
}

func (w *world) senseLesson(r *source) string {
	u := w.use(r, train, nil)
	switch r.n(8) {
	case 6, 7:
		return w.plainUse(r).ask(r, 0).lesson()
	case 0, 2:
		v := w.use(r, train, u.word)
		return fmt.Sprintf(sameUse, u.sentence, v.sentence, u.word.word) + " " + [...]string{"no", "yes"}[btoi(u.sense == v.sense)]
	case 1:
		act := pick(r, u.word.sense[u.sense].acts)
		return w.say(r, "to "+act+" {w} you need {g}.", bind("w", u.word.where, "g", u.word.sense[u.sense].gloss))
	}
	return u.ask(r, 0).lesson()
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// senseItem is a multiple-choice form of the same uses.
type senseItem struct {
	Word     string   `json:"word"`
	Sentence string   `json:"sentence"`
	Choices  []string `json:"choices"`
	Label    int      `json:"label"`
}

// wicItem is a line of WiC in its SuperGLUE form.
type wicItem struct {
	Word      string `json:"word"`
	Sentence1 string `json:"sentence1"`
	Sentence2 string `json:"sentence2"`
	Idx       int    `json:"idx"`
	Label     string `json:"label"`
	Start1    int    `json:"start1"`
	Start2    int    `json:"start2"`
	End1      int    `json:"end1"`
	End2      int    `json:"end2"`
}

// writeSenses writes the Raganato form (data and gold keys), the
// multiple-choice form and WiC.
func (w *world) writeSenses() {
	for _, s := range evaluated {
		r := newSource("wsd " + s.String())
		uses := distinct(sizeOf(s), func(i int) (string, use) {
			u := w.use(r, s, nil)
			for u.sense != i%2 {
				u = w.use(r, s, nil)
			}
			w.seal(u.sentence)
			return u.sentence, u
		})
		rows := make([]senseItem, len(uses))
		for i, u := range uses {
			c := u.ask(r, i/2)
			rows[i] = senseItem{u.word.word, u.sentence, c.choices, c.gold}
		}
		w.files["wsd/"+s.String()+".jsonl"] = jsonLines(rows)
		w.files["wsd/"+s.String()+".data.xml"], w.files["wsd/"+s.String()+".gold.key.txt"] = w.senseXML(s.String(), uses)
		w.files["wic/"+s.String()+".jsonl"] = jsonLines(w.pairs(r, s))
	}
	var b strings.Builder
	for _, a := range ambiguities {
		for _, m := range a.sense {
			fmt.Fprintf(&b, "%s\t%s\t%s\n", a.word, m.key, m.gloss)
		}
	}
	w.files["wsd/senses.tsv"] = []byte(b.String())
}

func (w *world) pairs(r *source, s split) []wicItem {
	return distinct(sizeOf(s), func(i int) (string, wicItem) {
		for {
			u := w.use(r, s, nil)
			v := w.use(r, s, u.word)
			if (u.sense == v.sense) != (i%2 == 0) || u.sentence == v.sentence {
				continue
			}
			w.seal(u.sentence, v.sentence)
			a, b := strings.Index(u.sentence, "the "+u.word.word)+4, strings.Index(v.sentence, "the "+v.word.word)+4
			n := len(u.word.word)
			return u.sentence + v.sentence, wicItem{u.word.word, u.sentence, v.sentence, i, fmt.Sprint(i%2 == 0), a, b, a + n, b + n}
		}
	})
}
