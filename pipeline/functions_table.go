package pipeline

import (
	"strings"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// A FunctionGroup is the functions of the language that serve one purpose.
type FunctionGroup struct {
	Title     string
	Functions []Function
}

// A Function is a function of the language. Each depends on its arguments
// alone: there is no clock, no random number, no environment.
type Function struct {
	// Usage is how it is called: "join(separator, lists…)". Of an argument with
	// dots there may be any number.
	Usage string
	// Doc says what it returns.
	Doc string

	call function.Function
}

// Name returns what calls the function.
func (f Function) Name() string {
	name, _, _ := strings.Cut(f.Usage, "(")
	return name
}

// Functions lists all functions of the language by purpose. The one that reads
// files is last: the loader puts in its place one that knows the file's folder.
func Functions() []FunctionGroup {
	return []FunctionGroup{
		{"Numbers", numberFunctions},
		{"Lists, maps and sets", collectionFunctions},
		{"Text", textFunctions},
		{"Data formats", formatFunctions},
		{"Types", typeFunctions},
		{"Errors", errorFunctions},
		{"Files", []Function{
			{"file(path)", "The text of a file, its path relative to the experiment file; what it read is part of what a run records", fileFunc("", readLimited)},
		}},
	}
}

// functionsOf returns the functions by name, with file reading in the given
// folder and read being told of each file.
func functionsOf(dir string, read func(path string) ([]byte, error)) map[string]function.Function {
	byName := make(map[string]function.Function)
	for _, group := range Functions() {
		for _, f := range group.Functions {
			byName[f.Name()] = f.call
		}
	}
	byName["file"] = fileFunc(dir, read)
	return byName
}

var numberFunctions = []Function{
	{"abs(x)", "x without its sign", stdlib.AbsoluteFunc},
	{"ceil(x)", "The smallest whole number that is not below x", stdlib.CeilFunc},
	{"floor(x)", "The largest whole number that is not above x", stdlib.FloorFunc},
	{"max(x…)", "The largest of the numbers", stdlib.MaxFunc},
	{"min(x…)", "The smallest of the numbers", stdlib.MinFunc},
	{"parseint(text, base)", "The whole number that a text writes in a base from 2 to 62", stdlib.ParseIntFunc},
	{"pow(x, n)", "x to the whole power n", powFunc},
	{"signum(x)", "-1, 0 or 1, as x is below, at or above 0", stdlib.SignumFunc},
	{"sum(list)", "The sum of the numbers of a list", sumFunc},
}

var collectionFunctions = []Function{
	{"chunklist(list, size)", "The list cut into lists of that size, the last one maybe shorter", stdlib.ChunklistFunc},
	{"coalesce(x…)", "The first argument that is not null", stdlib.CoalesceFunc},
	{"coalescelist(list…)", "The first list that is not empty", stdlib.CoalesceListFunc},
	{"compact(list)", "The texts of the list that are not empty", stdlib.CompactFunc},
	{"concat(list…)", "The lists, one behind the other", stdlib.ConcatFunc},
	{"contains(list, x)", "Whether x is an element", stdlib.ContainsFunc},
	{"distinct(list)", "The elements, each once, in the order of their first", stdlib.DistinctFunc},
	{"element(list, i)", "The element of index i, beginning again at the end", stdlib.ElementFunc},
	{"flatten(list)", "The elements, with those of inner lists in their place", stdlib.FlattenFunc},
	{"index(list, i)", "The element of index i, also of a map by its name; list[i] says the same", stdlib.IndexFunc},
	{"keys(map)", "The names of a map, sorted", stdlib.KeysFunc},
	{"length(x)", "How many elements a list, map or set has, or characters a text", lengthFunc},
	{"lookup(map, key, default)", "The element of that name, or the default", stdlib.LookupFunc},
	{"merge(map…)", "One map of all; of equal names the last one counts", stdlib.MergeFunc},
	{"range(n…)", "The numbers from 0 up to, and without, n, at most 1,024 of them; range(start, end, step) says more", stdlib.RangeFunc},
	{"reverse(list)", "The elements from the last to the first", stdlib.ReverseListFunc},
	{"setintersection(set, more…)", "What is in all of the sets", stdlib.SetIntersectionFunc},
	{"setproduct(list…)", "Every way to take one element of each", setProductFunc},
	{"setsubtract(a, b)", "What is in a and not in b", stdlib.SetSubtractFunc},
	{"setunion(set, more…)", "What is in one of the sets", stdlib.SetUnionFunc},
	{"slice(list, start, end)", "The elements from start up to, and without, end", stdlib.SliceFunc},
	{"sort(list)", "The texts of a list, sorted", stdlib.SortFunc},
	{"values(map)", "The elements of a map, in the order of their names", stdlib.ValuesFunc},
	{"zipmap(keys, values)", "The map of those names to those values", stdlib.ZipmapFunc},
}

var textFunctions = []Function{
	{"capitalize(text)", "With the first character in upper case and all others in lower case", capitalizeFunc},
	{"chomp(text)", "The text without newlines at its end", stdlib.ChompFunc},
	{"codepoints(text)", "How many code points the text has, which Python counts", codePointsFunc},
	{"format(format, x…)", `A text with the arguments in place of verbs, such as format("%.2f of %s", 0.5, "it")`, formatFunc},
	{"formatlist(format, list…)", "As format, once for each element", formatListFunc},
	{"indent(n, text)", "The text with n spaces at the beginning of every line but the first", indentFunc},
	{"join(separator, list…)", "The texts of the lists, with the separator between them", stdlib.JoinFunc},
	{"lower(text)", "In lower case", stdlib.LowerFunc},
	{"regex(pattern, text)", "The first match: a text or, where the pattern has groups, those", stdlib.RegexFunc},
	{"regexall(pattern, text)", "All matches, as a list", stdlib.RegexAllFunc},
	{"regexreplace(text, pattern, new)", "The text with new, in which $1 is a group, for every match", stdlib.RegexReplaceFunc},
	{"replace(text, old, new)", "The text with new for every old", stdlib.ReplaceFunc},
	{"replaceall(text, pairs)", `The text with new for every old, for each [old, new] of the list in turn`, replaceAllFunc},
	{"split(separator, text)", "The list of texts between the separators", stdlib.SplitFunc},
	{"strlen(text)", "How many characters the text has, as readers count them", stdlib.StrlenFunc},
	{"strrev(text)", "The characters from the last to the first", stdlib.ReverseFunc},
	{"substr(text, start, length)", "So many characters from start on; a length of -1 means all", stdlib.SubstrFunc},
	{"textslice(text, start, end…)", "The code points from start on, up to, and without, end where that is given; below 0 counts from the end", textSliceFunc},
	{"title(text)", "With the first letter of every word in upper case", stdlib.TitleFunc},
	{"trim(text, characters)", "Without those characters at both ends", stdlib.TrimFunc},
	{"trimprefix(text, prefix)", "Without the prefix, where it has it", stdlib.TrimPrefixFunc},
	{"trimspace(text)", "Without white space at both ends", stdlib.TrimSpaceFunc},
	{"trimsuffix(text, suffix)", "Without the suffix, where it has it", stdlib.TrimSuffixFunc},
	{"upper(text)", "In upper case", stdlib.UpperFunc},
	{"words(text)", "The list of what stands between white space", wordsFunc},
}

var formatFunctions = []Function{
	{"csvdecode(text)", "The rows of a CSV file as a list of maps, named by its first row", stdlib.CSVDecodeFunc},
	{"jsondecode(text)", "The value that a JSON text stands for", stdlib.JSONDecodeFunc},
	{"jsonencode(x)", "The value as a JSON text", jsonEncodeFunc},
}

var typeFunctions = []Function{
	{"tobool(x)", `true or false, also from "true" and "false"`, stdlib.MakeToFunc(cty.Bool)},
	{"tolist(x)", "A list of elements of one type, also from a set", toListFunc},
	{"tomap(x)", "A map of elements of one type", toMapFunc},
	{"tonumber(x)", "A number, also from a text that writes one", stdlib.MakeToFunc(cty.Number)},
	{"toset(x)", "A set of elements of one type: no order, each once", toSetFunc},
	{"tostring(x)", "A text, also from a number, true or false", stdlib.MakeToFunc(cty.String)},
}

var errorFunctions = []Function{
	{"can(expression)", "Whether the expression has a value", tryfunc.CanFunc},
	{"try(expression…)", "The value of the first expression that has one", tryfunc.TryFunc},
}
