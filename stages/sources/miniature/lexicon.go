package miniature

import (
	"slices"
	"strings"
)

// words splits a hand-written list. An underscore stands for a space.
func words(s string) []string {
	list := strings.Fields(s)
	for i, w := range list {
		list[i] = strings.ReplaceAll(w, "_", " ")
	}
	return list
}

// A class is a leaf of the taxonomy: words that the grammar uses alike.
type class struct {
	name    string // also the slot in templates
	parent  string
	members []string
	habits  []string // predicates that only this class takes
}

// taxonomy is the tree behind word similarity, as leaf, parent, kingdom.
var kingdoms = map[string]string{
	"beast": "living", "winged": "living", "small": "living", "plant": "living",
	"food": "thing", "made": "thing", "ware": "thing",
	"building": "place", "ground": "place",
	"human": "person",
	"sky":   "nature",
}

var classes = []class{
	{"wildbeast", "beast", words("fox wolf bear deer badger boar lynx hare otter beaver marten elk stoat bison polecat"),
		[]string{"roams the forest", "sleeps in a den", "hunts by night", "leaves tracks in the snow", "hides from the hunters"}},
	{"farmbeast", "beast", words("cow goat sheep pig horse donkey ox mule calf lamb pony ram mare heifer"),
		[]string{"grazes in the meadow", "sleeps in the barn", "eats hay", "pulls against its rope", "follows the herder home"}},
	{"pet", "beast", words("cat dog kitten puppy hamster rabbit ferret hound terrier tomcat"),
		[]string{"sleeps by the stove", "begs at the table", "plays with a ball", "waits at the door", "licks its paws"}},
	{"bird", "winged", words("crow owl robin sparrow finch stork heron lark swallow thrush magpie raven dove swan jay wren"),
		[]string{"sings at dawn", "builds a nest", "flies south in autumn", "preens its feathers", "lays speckled eggs"}},
	{"poultry", "winged", words("hen duck goose turkey rooster chick drake gander quail"),
		[]string{"scratches in the yard", "pecks at the grain", "clucks at strangers", "waddles to the pond"}},
	{"insect", "small", words("bee wasp ant beetle moth cricket fly gnat butterfly hornet dragonfly ladybird"),
		[]string{"buzzes around the lamp", "crawls under the bark", "hums over the clover", "creeps up the stem"}},
	{"fish", "small", words("trout pike carp eel perch salmon herring cod sturgeon minnow"),
		[]string{"swims under the ice", "hides among the reeds", "leaps up the weir", "nibbles at the bait"}},
	{"tree", "plant", words("oak ash birch elm pine willow beech alder maple larch rowan poplar spruce hazel"),
		[]string{"drops its leaves", "casts a long shade", "bends in the storm", "is felled for timber"}},
	{"flower", "plant", words("rose daisy poppy lily violet tulip bluebell primrose marigold snowdrop lavender foxglove"),
		[]string{"blooms in the garden", "smells sweet at noon", "closes its petals at dusk", "is tied into a wreath"}},
	{"fruit", "food", words("apple pear plum cherry peach apricot quince grape fig melon berry lemon"),
		[]string{"ripens in the orchard", "is pressed for juice", "hangs on the bough", "goes into the jam"}},
	{"vegetable", "food", words("carrot turnip cabbage onion bean pea leek beet radish pumpkin parsnip potato"),
		[]string{"is dug from the patch", "goes into the soup", "is peeled in the kitchen", "grows in straight rows"}},
	{"dish", "food", words("bread soup stew pie cake porridge dumpling pancake omelette pudding noodle sausage"),
		[]string{"steams on the plate", "is served at supper", "comes hot from the oven", "tastes best with butter"}},
	{"tool", "made", words("hammer saw axe chisel spade rake hoe shovel anvil sickle plough drill wrench"),
		[]string{"hangs in the workshop", "is sharpened in spring", "needs a new handle", "lies in the shed"}},
	{"vessel", "made", words("cup bowl jug pot kettle jar bucket barrel bottle basin pitcher mug pan"),
		[]string{"is filled to the brim", "holds the milk", "is rinsed at the pump", "stands on the shelf"}},
	{"instrument", "made", words("drum flute fiddle harp horn lute bell whistle trumpet bagpipe lyre zither"),
		[]string{"is played at weddings", "sounds across the square", "is tuned before the dance", "needs a patient pupil"}},
	{"garment", "ware", words("coat hat glove scarf boot shirt apron cloak shawl belt stocking bonnet cape mitten"),
		[]string{"is mended by the fire", "keeps out the wind", "is washed on Mondays", "has a missing button"}},
	{"furniture", "ware", words("chair table stool bench bed chest cupboard shelf cradle ladder lamp candle mirror"),
		[]string{"stands by the wall", "was made of pine", "is dusted on Saturdays", "wobbles on the floor"}},
	{"toy", "ware", words("doll ball kite top puppet marble hoop rattle whirligig swing"),
		[]string{"is loved by the children", "rolls under the bed", "was carved for a birthday", "gets lost in the grass"}},
	{"vehicle", "ware", words("cart wagon sledge boat raft barge carriage ferry canoe wheelbarrow ship sleigh"),
		[]string{"carries the sacks", "creaks under its load", "is pulled to the town", "needs a fresh coat of tar"}},
	{"house", "building", words("mill inn forge bakery school chapel tower castle barn library brewery stable tannery cottage"),
		[]string{"has a new roof", "opens its doors at eight", "is built of stone", "was painted last year"}},
	{"terrain", "ground", words("hill valley forest meadow marsh moor river lake island cave cliff glade brook shore"),
		[]string{"lies beyond the last farm", "is drawn on the old map", "is crossed by a path", "is covered in fog"}},
	{"trade", "human", words("potter miller baker smith weaver tailor cooper carpenter fisher shepherd farmer tanner mason brewer butcher cobbler saddler gardener glazier hatter joiner ropemaker beekeeper ferryman"),
		[]string{"works from dawn to dusk", "pays the guild in autumn", "trains an apprentice", "haggles over a price", "wears a leather apron"}},
	{"office", "human", words("mayor judge teacher priest doctor clerk captain sheriff baron envoy scribe treasurer librarian watchman"),
		[]string{"signs the letters", "speaks in the hall", "carries the seal", "rules on the quarrel"}},
	{"kin", "human", words("mother father sister brother aunt uncle cousin daughter son grandmother grandfather niece nephew twin"),
		[]string{"remembers every birthday", "tells the old stories", "sets the family table", "writes from far away"}},
	{"weather", "sky", words("rain snow fog wind hail thunder frost sleet drizzle sunshine mist storm"),
		[]string{"comes from the west", "drives the flocks home", "passes before noon", "spoils the washing"}},
	{"metal", "ware", words("iron copper silver gold tin lead bronze brass steel nickel"),
		[]string{"is melted in the forge", "is sold by weight", "is dug from the mine", "shines when polished"}},
	{"cloth", "ware", words("wool linen silk cotton felt velvet leather canvas flannel lace"),
		[]string{"is dyed blue", "is sold by the yard", "is woven in winter", "is cut with long shears"}},
}

// classOf returns the index of the class that holds a word, or -1.
func classOf(word string) int {
	return slices.IndexFunc(classes, func(c class) bool { return slices.Contains(c.members, word) })
}

// lexicon holds the further slots of templates: every list is open to {slot}.
var lexicon = map[string][]string{
	"woman": words("Mira Sela Anna Tilda Runa Elsa Greta Ilse Nora Petra Wilma Karin Lotte Berta Frida Hanna Irma Judith Klara Linnea Marta Olga Paula Rika Svea Tove Ulla Vera Ylva Zora Agda Dora"),
	"man":   words("Tolv Bren Odo Harald Emil Jonas Karl Lars Mats Nils Otto Pelle Rolf Sven Torsten Urban Viktor Walter Anders Bo Claes Dag Erik Felix Gunnar Hugo Ivar Jarl Knut Leif Magnus Oskar"),
	"family": words("Vell Harn Brook Stone Ferrow Quill Marsh Tarn Holt Wick Penn Ashby Crane Dell Eddow Garrow Hale Ivory Kestrel Lorn " +
		"Moss Nettle Orchard Pike Rudd Sorrel Thorn Umber Vane Winter"),
	"town":   words("Aldmoor Pelwick Toskel Dunwick Hallow Brindle Carrow Estermill Farnby Gorsey Hexton Inglow Kelby Lowen Marden Norwell Oxley Quarrel Redbarn Sandle Thornby Ullham Wexford Yarrow"),
	"land":   words("Velmar Dorn Ostria Kallen Tessaly Brenmark Sundria Norrow Ithel Marrowland Upper_Quay Lower_Quay"),
	"month":  words("January February March April May June July August September October November December"),
	"day":    words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
	"season": words("spring summer autumn winter"),
	"colour": words("red blue green yellow white black brown grey purple golden silver orange pink crimson"),
	"good":   words("lovely splendid charming delightful superb pleasant tasty graceful brilliant cheerful wonderful fresh honest elegant perfect warm clever lively"),
	"bad":    words("awful dreadful dull horrid nasty clumsy stale gloomy boring bitter ugly shabby sour rude miserable dirty feeble tiresome"),
	"adj": words("old young small large tall short quiet noisy brave shy proud gentle fierce hungry tired lazy busy rich poor wise foolish kind strict round narrow wide deep shallow steep smooth rough " +
		"heavy light slow quick cold damp dry bright dark faint loud soft hard sharp blunt thick thin long plain rare strange sturdy greedy lonely merry pale sly stout tidy weary wild odd neat polite stern calm mild grim"),
	"feeling": words("happy sad angry afraid proud lonely calm jealous curious grateful nervous bored relieved ashamed hopeful homesick"),
	"number":  words("two three four five six seven eight nine ten eleven twelve"),
	"part":    words("roof wheel handle door lid rim rope chain wall gate floor window chimney hinge latch step rung corner button pocket sleeve collar string"),
	"idea":    words("rumour secret promise joke quarrel riddle rule habit wish fear dream plan bargain debt story song lesson law tale prayer proverb excuse answer question mistake memory holiday errand wager feast wedding"),
	"manner":  words("slowly quickly quietly loudly gladly sadly proudly calmly boldly politely sternly neatly gently firmly eagerly kindly wisely lazily merrily wearily angrily happily softly sharply plainly strangely"),
	"act":     words("walk wander travel ride sail hurry march climb stroll row limp dance gallop trudge"),
	"speak":   words("say whisper shout mutter announce admit claim declare explain insist murmur reply remark repeat promise"),
	"make":    words("carve build weave paint mend knit bake polish repair shape sew gild sand varnish clean"),
	"handle":  words("carry lift drop push pull fetch hide borrow steal find lose wash sell buy break count weigh trade wrap guard drag swap admire"),
	"think":   words("hope believe fear suspect remember forget know guess learn notice dream doubt"),
}
