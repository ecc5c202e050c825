package miniature

import "strings"

// The almanac is where the world keeps its proverbs, recipes, notices and
// letters, and most of its rarer words.

var almanacWords = map[string][]string{
	"toil": words("laugh cough sneeze yawn whistle grumble complain wait rest work play dream snore stumble wink blush frown shiver giggle sigh kneel bow pray vote argue gossip " +
		"juggle paddle skate wrestle boast apologise hesitate listen stare nod blink tremble wonder worry"),
	"tend": words("water trim prune milk groom feed scrub stack sort oil grease patch rinse dust iron fold label stir season taste slice chop boil roast pickle salt smoke " +
		"hammer nail glue measure scrape file brush comb dye stretch roll press load unload number count tie untie lock unlock open close light heat cool dry soak empty cover"),
	"body":   words("head hand finger thumb knee elbow shoulder ear nose eye chin beard ankle wrist neck back toe cheek eyebrow"),
	"pantry": words("egg loaf cheese sausage_roll onion_ring honey_jar nut raisin biscuit bun waffle crumb pickle mushroom walnut chestnut acorn jam_pot cracker muffin herb spice clove"),
	"odd":    words("button thimble needle pin coin key lock map letter parcel basket bag sack box ribbon feather shell pebble stone brick nail screw spring gear clock compass lantern umbrella broom mop sponge towel blanket pillow curtain carpet picture frame book page pen pencil brush stamp ticket flag ladle spoon fork knife plate tray funnel sieve thermometer telescope saucer teapot candlestick doormat notebook sundial hourglass lattice trellis hammock satchel purse bracelet necklace earring brooch buckle"),
	"spot":   words("kitchen cellar attic hall yard garden roof street bridge square harbour quarry orchard field pasture ditch pond path corner bench fountain churchyard crossing landing"),
	"event":  words("christening regatta banquet sermon eclipse masquerade pilgrimage wedding parade fair auction flood fire election contest concert dance picnic race trial birthday feast storm lesson rehearsal reunion inspection"),
	"trait":  words("patience courage honesty kindness greed envy pride wisdom humour hunger thirst silence haste care luck doubt trust hope mercy grief joy anger shame thrift charm"),
	"folk":   words("neighbour stranger pupil apprentice guest traveller widow orphan twin cook maid servant soldier sailor monk poet painter singer dancer drummer piper pedlar beggar thief hunter miner woodcutter bellringer lamplighter postman innkeeper grocer barber midwife astronomer tutor locksmith wheelwright chandler fiddler juggler acrobat herald usher page squire smuggler explorer inventor surveyor merchant"),
}

var almanac = []scene{
	{ // proverbs
		[]string{"{toil.ing.cap} is not {toil.ing}.", "Who {toil.s} at the {event} {toil.s} in the {spot}.", "{trait.cap} {tend.s} more than {trait}."},
		[]string{"A {folk} who {tend.s} the {odd} need not {tend} the {pantry}.", "Better a {adj} {odd} in the {spot} than a {adj.er} one in the {spot}.", "{toil} before the {event}, and you will {toil} after it.", "No {folk} ever {toil.past} a {pantry} into the pan.", "The {adj.est} {body} {tend.s} the {adj.est} {odd}.",
			"Too many {folk.pl} {tend} the {pantry}.", "{trait.cap} has {number} {body.pl}, and {trait} has none.", "Where {folk.pl} {toil}, the {pantry.pl} vanish.", "It is {adj.er} to {tend} than to {toil}."},
		[]string{"So says the {folk}, {toil.ing}.", "The rest is {trait}.", "But {folk.pl} will be {folk.pl}."},
	},
	{ // recipes and advice
		[]string{"To {tend} {pantry.pl}, first {tend} the {odd}.", "How to {tend} a {odd}, by {1:name} of {town}:", "A {folk}'s advice for {month}:"},
		[]string{"{tend} {number} {pantry.pl} in the {spot}.", "{tend} them {manner}, and never with the {body}.", "While the {dish} {toil.s}, {tend} your {odd.pl}.", "{tend.ing} the {odd} {manner} saves {tend.ing} it twice.", "If the {folk} {toil.s}, {tend} the {pantry} again.", "Keep the {odd.pl} {tend.past} and the {odd.pl} dry.", "Some {folk.pl} {tend} theirs with {metal}; we {tend} ours with {trait}."},
		[]string{"Serve it to {number} {folk.pl} before it cools.", "It keeps until the next {event}.", "What is left, the {animal.pl} will eat {manner}."},
	},
	{ // notices
		[]string{"Lost in the {spot}: a {colour} {odd} with a {adj} {part}.", "Wanted: a {folk} who can {tend} and {tend}.", "Notice: the {event} in the {spot} is moved to {day}.", "For sale: {number} {odd.pl}, {tend.past}, and a {adj} {odd}."},
		[]string{"The finder may keep the {pantry}.", "{toil.ing} is forbidden, and so is {toil.ing}.", "Ask for the {folk} with the {adj} {body}.", "{folk.pl.cap} pay {number} coins, {folk.pl} half.", "Bring your own {odd} and no {animal.pl}.", "Those who {toil.past} at the last {event} will {toil} at this one.", "It was last seen being {tend.past} by a {folk}."},
		[]string{"Signed, {1:name}, {office}.", "{trait.cap} is not required, only {trait}.", "Apply {manner} at the {house}."},
	},
	{ // letters
		[]string{"Dear {1:name}, I am {toil.ing} as I write.", "Dear {1:name}, the {event} was {good} and the {folk} was {bad}.", "Dear {1:name}, your {odd} came with a {odd} that was not mine."},
		[]string{"My {body} hurts from {tend.ing} {pantry.pl}.", "The {folk.pl} here {toil} all {day} and {tend} nothing.", "We {tend.past} the {spot}, {tend.past} the {odd.pl} and {toil.past} till dark.", "I miss your {trait} and your {pantry.pl}.", "Is the {folk} still {toil.ing} about the {odd}?", "Yesterday a {folk} {toil.past} so loudly that the {bird.pl} left the {spot}.", "{2:name} {tend.s} the {odd.pl} and {toil.s} at the {animal.pl}.", "There is a {adj} {event} every {day}, and my {body.pl} know it."},
		[]string{"Yours, with {trait} and {number} {pantry.pl}, {2:name}.", "Write soon, and {manner}. Your {kin}, {2:name}.", "I must stop; the {folk} is {tend.ing} the {furniture} I sit on."},
	},
	{ // riddles
		[]string{"What has {number} {body.pl} and cannot {toil}?", "Who {toil.s} in the {spot} and {tend.s} nobody?", "I am {adj.er} than a {odd} and {adj.er} than a {folk}. What am I?"},
		[]string{"A {folk} {tend.s} me, a {folk} {tend.s} me not.", "In the {spot} I {toil}, in the {spot} I am {tend.past}.", "{trait.cap} makes me {adj}, {trait} makes me {adj.er}.", "They {tend} me at every {event}."},
		[]string{"(I am|It is) the {odd} of the {folk}, said {1:name}, {toil.ing}.", "Nobody knew, and {1:name} {toil.past} {manner}.", "The answer is {pantry.pl}, and the {folk} ate it."},
	},
}

// page writes a page of the almanac.
func (w *world) page(r *source) string {
	c := &almanac[r.n(len(almanac))]
	e := bind("1", pick(r, w.lists["woman"]), "2", pick(r, w.lists["man"]))
	parts := []string{w.say(r, pick(r, c.openings), e)}
	for _, t := range some(r, c.middles, r.between(1, 3)) {
		parts = append(parts, w.say(r, t, e))
	}
	return strings.Join(append(parts, w.say(r, pick(r, c.endings), e)), " ")
}
