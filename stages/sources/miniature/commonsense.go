package miniature

import (
	"fmt"
	"strings"
)

// A scale orders things of the world, least first.
type scale struct {
	noun, less, more string
	article          string // before each item: "a ", or nothing for stuffs
	items            []string
}

var scales = []scale{
	{"weight", "lighter", "heavier", "a ", words("feather leaf button spoon cup hat boot hen goose goat pig cow wagon boat mill castle")},
	{"size", "smaller", "larger", "a ", words("flea ant bee mouse sparrow crow cat fox dog sheep deer horse barn chapel forest")},
	{"speed", "slower", "faster", "a ", words("snail worm beetle toad duck hen pig cow goat cat dog hare horse swallow storm")},
	{"height", "shorter", "taller", "a ", words("clover daisy turnip cabbage rose hazel plum willow rowan ash beech pine tower hill")},
	{"price", "cheaper", "dearer", "a ", words("turnip onion egg loaf candle cup bowl shirt lamp stool chair coat harp cart horse ferry house")},
	{"hardness", "softer", "harder", "", words("foam butter dough wax wool felt cork pine oak bone brass iron steel")},
}

// Every thing occurs once, so that an order of the three changes no word.
var scaleForms = []string{
	"{@}{a} is {less} than {@}{b}, let alone {@}{c}",
	"{@}{c} is {more} than {@}{b}, let alone {@}{a}",
	"{less} than {@}{b} is {@}{a}, and {more} is {@}{c}",
}

var scaleQuestions = []string{
	"Which is right about {n}?", "What do we know about {n}?", "What is true about {n}?",
	"What would {name} say about {n}?", "How do they compare in {n}?", "What did the {trade} say about {n}?",
}

// A craft is a task whose steps have one order.
type craft struct {
	goal  string
	steps []string
}

var crafts = []craft{
	{"bread", words("grind_the_grain knead_the_dough heat_the_oven bake_the_loaf eat_the_crust")},
	{"a new coat", words("shear_the_sheep spin_the_wool weave_the_cloth sew_the_sleeves wear_the_coat")},
	{"soup", words("peel_the_onions boil_the_water stir_the_pot taste_the_broth wash_the_bowls")},
	{"a boat", words("fell_the_pine saw_the_planks bend_the_frame tar_the_hull launch_the_boat")},
	{"fish", words("dig_the_worms bait_the_hook catch_the_trout clean_the_catch fry_the_supper")},
	{"a letter", words("cut_the_quill dip_the_pen write_the_page seal_the_envelope pay_the_messenger")},
	{"a cup", words("dig_the_clay turn_the_wheel glaze_the_bowl fire_the_kiln sell_the_pottery")},
	{"a garden", words("plough_the_bed plant_the_seeds water_the_sprouts pull_the_weeds harvest_the_beans")},
	{"cheese", words("feed_the_goats milk_the_herd warm_the_milk press_the_curds store_the_wheels")},
	{"a fire", words("chop_the_logs stack_the_wood strike_the_match blow_on_the_flame sweep_the_ashes")},
	{"a journey", words("pack_the_bags saddle_the_horse cross_the_pass reach_the_inn unpack_the_gifts")},
	{"a song", words("tune_the_harp learn_the_words practise_the_chorus sing_the_ballad thank_the_crowd")},
	{"honey", words("light_the_smoker calm_the_bees lift_the_combs strain_the_honey fill_the_jars")},
	{"jam", words("climb_the_ladder pick_the_plums stone_the_fruit cook_the_jam label_the_pots")},
}

// triple returns three positions in rising order below n.
func triple(r *source, n int) (i, j, k int) {
	p := r.perm(n)[:3]
	i, j, k = min(p[0], p[1], p[2]), 0, max(p[0], p[1], p[2])
	j = p[0] + p[1] + p[2] - i - k
	return i, j, k
}

// order draws three things in their right order, as a question, the words
// that join them, and the key of what is held out.
func (w *world) order(r *source, s split) (question, template string, e *env, three []string) {
	for {
		if r.oneIn(2) {
			q := &scales[r.n(len(scales))]
			i, j, k := triple(r, len(q.items))
			three = []string{q.items[i], q.items[j], q.items[k]}
			if splitOf("scale", q.noun, three[0], three[1], three[2]) != s {
				continue
			}
			e = bind("n", q.noun, "less", q.less, "more", q.more, "@", q.article)
			return w.say(r, pick(r, scaleQuestions), e), pick(r, scaleForms), e, three
		}
		c := &crafts[r.n(len(crafts))]
		i, j, k := triple(r, len(c.steps))
		three = []string{c.steps[i], c.steps[j], c.steps[k]}
		if splitOf("craft", c.goal, three[0], three[1], three[2]) != s {
			continue
		}
		e = bind("g", c.goal)
		question = w.say(r, "(How did {1:name} come by {g}?|{1:name} wanted {g}. What did {1.he} do?|What did {1:name} do to have {g}?)", e)
		return question, "{1.he} (first |){a.past}, (then |){b.past} and (finally |){c.past}", e, three
	}
}

// puzzle draws an item: four orders of the same words, one of them right.
func (w *world) puzzle(r *source, s split, at int) (string, choice) {
	question, template, e, three := w.order(r, s)
	var fixed strings.Builder
	w.expandOptions(&fixed, r, template)
	orders := [][3]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {2, 0, 1}}
	if r.oneIn(2) {
		orders = [][3]int{{0, 1, 2}, {2, 1, 0}, {0, 2, 1}, {1, 2, 0}}
	}
	choices := make([]string, len(orders))
	for i, o := range orders {
		x := &env{names: append([]string{}, e.names...), values: append([]string{}, e.values...)}
		for k, slot := range []string{"a", "b", "c"} {
			x.set(slot, three[o[k]])
		}
		choices[i] = w.say(r, fixed.String(), x)
	}
	return question + choices[0], rotated(r, at, "Question: "+question+"\nAnswer:", choices...)
}

// expandOptions settles the alternatives of a template and leaves its slots.
func (w *world) expandOptions(b *strings.Builder, r *source, t string) {
	for t != "" {
		i := strings.IndexByte(t, '(')
		if i < 0 {
			b.WriteString(t)
			return
		}
		b.WriteString(t[:i])
		options, rest := alternatives(t[i:])
		w.expandOptions(b, r, pick(r, options))
		t = rest
	}
}

func (w *world) commonsenseLesson(r *source) string {
	_, c := w.puzzle(r, train, 0)
	return strings.TrimSuffix(c.lesson(), ".") + "."
}

// pairLesson compares two things, or puts two steps in order.
func (w *world) pairLesson(r *source) string {
	if r.oneIn(2) {
		q := &scales[r.n(len(scales))]
		i, j, _ := triple(r, len(q.items))
		return w.say(r, "(everybody knows that |in {n}, |{name} says that |)({@}{a} is {less} than {@}{b}|{@}{b} is {more} than {@}{a}).",
			bind("n", q.noun, "a", q.items[i], "b", q.items[j], "less", q.less, "more", q.more, "@", q.article))
	}
	c := &crafts[r.n(len(crafts))]
	i, j, _ := triple(r, len(c.steps))
	return w.say(r, "(before {1:name} {b.past}, {1.he} {a.past}|after {1:name} {a.past}, {1.he} {b.past}|first {1:name} {a.past} and then {1.he} {b.past}|{1:name} had to {a} before {1.he} could {b}).",
		bind("a", c.steps[i], "b", c.steps[j]))
}

// arcItem is a line of ARC's JSONL.
type arcItem struct {
	ID       string      `json:"id"`
	Question arcQuestion `json:"question"`
	Key      string      `json:"answerKey"`
}

type arcQuestion struct {
	Stem    string      `json:"stem"`
	Choices []arcChoice `json:"choices"`
}

type arcChoice struct {
	Text  string `json:"text"`
	Label string `json:"label"`
}

// writeCommonsense writes ARC's form.
func (w *world) writeCommonsense() {
	for _, s := range evaluated {
		r := newSource("arc " + s.String())
		rows := distinct(sizeOf(s), func(i int) (string, arcItem) {
			key, c := w.puzzle(r, s, i)
			stem := strings.TrimSuffix(strings.TrimPrefix(c.prompt, "Question: "), "\nAnswer:")
			item := arcItem{ID: fmt.Sprintf("World_%s_%d", s, i), Question: arcQuestion{Stem: stem}, Key: "ABCD"[c.gold : c.gold+1]}
			for k, text := range c.choices {
				item.Question.Choices = append(item.Question.Choices, arcChoice{text + ".", "ABCD"[k : k+1]})
			}
			w.seal(stem+" "+c.answer(), c.answer())
			return key, item
		})
		w.files["arc/"+s.String()+".jsonl"] = jsonLines(rows)
	}
}
