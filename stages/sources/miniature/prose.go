package miniature

import "strings"

// Prose: seasons, journeys, markets, quarrels, letters and jokes. A scene is
// a list of paragraphs' sentences, each with its phrasings; the slots 1 and 2
// are the people of the scene and t its place.
type scene struct {
	openings, middles, endings []string
}

var scenes = []scene{
	{ // a journey
		[]string{"One {season} morning {1:name} {act.past} from {t:town} to {town}.", "{1:name} packed a {garment}, a {vessel} and {number} {fruit.pl}, and set out for {town}.", "When the {weather} was over, {1:name} took the road out of {t:town}."},
		[]string{"The {terrain} was {adj} and the {vehicle} was {adj.er} than {1.he} had hoped.", "Beyond the {terrain} {1.he} met {2:name}, a {adj} {trade}, {act.ing} home with a {thing}.", "{1.he.cap} {handle.past} the {thing} and went on {manner}.",
			"At the {house} they {speak.past} that the {terrain} was full of {wildbeast.pl}.", "A {bird} followed {1.him} for a mile, as if it had lost a {kin}.", "In the {house} at {town} a bed cost {number} {metal} pieces and a {adj} {animal} came free.",
			"{1.he.cap} asked the way of a {adj} {office}, who pointed in two directions at once.", "The {tree.pl} stood {adj} in the {weather}.", "By noon {1.he} had {handle.past} nothing but {1.his} {garment}."},
		[]string{"In the end the road was {adj}, and so was the supper.", "{1:name} came home in {month}, {adj.er} and no {adj.er} than before.", "That night {1.he} dreamed of the {terrain} and slept {manner}.", "Years later {1.he} still told the {idea}, and each time the {wildbeast} grew."},
	},
	{ // a market
		[]string{"On {day} the market of {t:town} was {adj}.", "{1:name} had a stall between the {trade} and the {trade}.", "The {trade} sold {fruit.pl}, the {trade} sold {vegetable.pl}, and {1:name} sold {adj} {thing.pl}."},
		[]string{"\"How much is the {thing}?\" asked {2:name}. \"{number} {metal} pieces,\" {speak.past} {1:name}.", "{2:name} weighed the {fruit} {manner} and put it back.", "A {animal} ran under the tables with a {dish} in its mouth.", "\"These {vegetable.pl} are {adj},\" said the {office}. \"So are you, sir,\" said {1:name}, \"but I do not mention it.\"",
			"The {garment.pl} were {colour} and {colour}, and the {cloth} came from {town}.", "{1.he.cap} sold {number} {vessel.pl} before noon and {handle.past} the rest.", "They {speak.past} about the {weather} and the {idea} of the {kin}.", "\"Is the {dish} fresh?\" \"Fresher than the {fish},\" said {2:name}, \"and quieter than the {poultry}.\""},
		[]string{"When the bell rang, {1:name} was {feeling} and the {furniture} was empty.", "In the evening the square belonged to the {insect.pl} and the broom.", "So {1.he} went home with {number} coins and a {idea}.", "Nobody bought the {adj} {instrument}; nobody ever does."},
	},
	{ // a season
		[]string{"{s:season.cap} came {adj} to {t:town} that year.", "In {month} the {weather} lay over the {terrain}.", "It was {s:season}, and the {adj.est} {month} that {1:name} could remember."},
		[]string{"The {tree.pl} {think.past} nothing, but they dropped their leaves all the same.", "The {bird.pl} came back to the {house} and quarrelled about the {part}.", "{flower.pl} stood along the {terrain}, {colour} and {colour}.", "The {trade.pl} mended their {tool.pl}, and the {kin} mended the {garment.pl}.", "Every {animal} looked for a {adj} place near the stove.",
			"{1:name} {make.past} the {furniture} and {2:name} {make.past} the {vehicle}.", "The {vegetable.pl} grew {manner} behind the {house}.", "The children (carried|lost|dragged|swapped) {toy.pl} across the {terrain}.", "The {insect.pl} hummed over the {flower.pl}.", "After the {weather} came the {weather}, and after that the {kin} from {town}."},
		[]string{"So the {s:season} went, and nobody was {adj.er} for it.", "When it was over, the {terrain} was {colour} again.", "{1:name} wrote it all down and lost the page.", "And then, on a {day}, it was simply gone."},
	},
	{ // a quarrel
		[]string{"{1:name} and {2:name} quarrelled about a {thing}.", "The {adj} {thing} of {1:name} had vanished, and {2:name} looked {feeling}.", "It began with a {idea} about the {animal} of {2:name}, as {1:name} tells it."},
		[]string{"\"You {handle.past} it,\" {speak.past} {1:name}. \"I only {handle.past} it,\" {speak.past} {2:name} {manner}.", "{2:name} called the {office}, and the {office} called the {kin}.", "The whole of {town} took sides: the {trade.pl} for {1:name}, the {trade.pl} for {2:name}.", "{1:name} was {feeling}, then {feeling}, then hungry.", "They asked the {adj} {office} of {t:town}, who had no opinion and a {adj} cold.", "The {idea} was repeated until it was about a {wildbeast}.",
			"For {number} days they said nothing to each other but \"{weather}\" and \"{day}\".", "{1:name} {handle.past} the {furniture}, and behind it there was only a {insect}."},
		[]string{"In the end the {pet} was found asleep on the {thing}.", "At last {2:name} brought a {dish}, and a {dish} is as good as a {idea}.", "The {thing} came back on {day}, {make.past} and {adj}.", "They are friends now, and {manner} so; the {thing} belongs to the {animal}."},
	},
	{ // work
		[]string{"{1:name} was a {trade} in {t:town} and a {adj} one.", "In the {house} of {town} the {trade} {1:name} {make.past} {thing.pl} of {metal}.", "The {trade} took a new pupil, {1:name}, {adj} and {adj}."},
		[]string{"First {1.he} {make.past} the {part}, then the {part}, and last of all {1.his} temper.", "A good {thing} needs {metal}, {cloth} and {number} {adj} days.", "The {tool} hung beside the {tool}, and both were older than the {kin}.", "\"{manner.cap},\" the old {trade} would say, \"or you will {make} it twice.\"", "The {office} ordered {number} {thing.pl} and paid for {number}.", "{1.he.cap} worked {manner}, which is to say on {day}s.",
			"The {part} of the {vehicle} broke and {1.he} {make.past} it with {cloth}.", "{2:name} came to {handle} the {furniture} and stayed for {dish}."},
		[]string{"By {month} the {thing} was done, and it was {good}.", "It was not {bad}, said the {kin}, which in {town} is high praise.", "{1:name} signed it under the {part}, where only the {insect.pl} can read.", "The {thing} still stands in the {house}, {adj} as on the first day."},
	},
	{ // at home and at school
		[]string{"At {1:name}'s home the {kin} always {think.past} too much.", "The teacher of {t:town} asked {1:name} for the {idea} of the day.", "\"Tell me a {idea},\" said {2:name} to {1:name} one {adj} evening."},
		[]string{"\"What is {adj.er} than a {animal}?\" \"{number} {animal.pl}.\"", "\"Why does the {animal} cross the {terrain}?\" \"Because the {trade} is {adj}.\"", "The {kin} {think.past} that the {pet} was {feeling}, and the pet {think.past} the same of the {kin}.", "On the {furniture} lay {number} {toy.pl} and half a {fruit}.", "{1:name} learned {number} words of Tarrin and forgot {number}.", "They {handle.past} the {toy} under the {furniture} and {speak.past} nothing.", "The {adj.est} pupil (remembered|forgot|learned|guessed) the {idea} of the {wildbeast} and the {poultry}.", "{2:name} drew a {vehicle} with {number} wheels, all of them {adj}."},
		[]string{"Then it was time for {dish} and bed.", "And that, {speak.past} {1:name}, is why the {animal} is {adj}.", "Everybody laughed except the {adj} {office}, who wrote it down.", "The {kin} blew out the candle, and the {weather} went on without them."},
	},
}

// story tells a scene.
func (w *world) story(r *source) string {
	c := &scenes[r.n(len(scenes))]
	e := bind("1", pick(r, w.lists["name"]), "2", pick(r, w.lists["name"]), "t", pick(r, w.lists["town"]))
	for e.values[0] == e.values[1] {
		e.values[1] = pick(r, w.lists["name"])
	}
	parts := []string{w.say(r, pick(r, c.openings), e)}
	for _, t := range some(r, c.middles, r.between(2, 4)) {
		parts = append(parts, w.say(r, t, e))
	}
	return strings.Join(append(parts, w.say(r, pick(r, c.endings), e)), " ")
}

// writeHeldOut writes stories that the corpus does not tell.
func (w *world) writeHeldOut() {
	for _, s := range evaluated {
		r := newSource("perplexity " + s.String())
		texts := distinct(sizeOf(s), func(int) (string, string) {
			text := w.story(r)
			w.seal(text)
			return text, text
		})
		w.files["perplexity/"+s.String()+".txt"] = []byte(strings.Join(texts, "\n\n") + "\n")
	}
}
