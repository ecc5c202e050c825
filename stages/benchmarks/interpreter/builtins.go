package interpreter

import (
	"slices"
)

// newBuiltins returns the names every program has.
func newBuiltins() map[string]value {
	all := map[string]value{
		"None": noneValue{}, "True": boolValue(true), "False": boolValue(false), "math": module{"math"},
	}
	for name, call := range map[string]func(*machine, *arguments) value{
		"abs": absolute, "all": allOf, "any": anyOf, "bin": binaryText, "bool": toBool, "chr": character,
		"dict": toDict, "divmod": divmod, "enumerate": enumerate, "filter": filter, "float": toFloat,
		"int": toInt, "isinstance": isInstance, "len": length, "list": toList, "map": mapOver, "max": maximum,
		"min": minimum, "ord": ordinal, "pow": powerOf, "print": print, "range": toRange, "repr": toRepr,
		"reversed": reversed, "round": round, "set": toSet, "sorted": sorted, "str": toStr, "sum": sum,
		"tuple": toTuple, "zip": zip, setName: toSet, powerName: powerOf, deleteName: deleteItem,
	} {
		all[name] = &builtin{name, call}
	}
	return all
}

// count checks that between low and high positional arguments were given and
// no named ones but those allowed.
func (m *machine) count(a *arguments, low, high int, allowed ...string) {
	if n := len(a.args); n < low || n > high {
		m.fail("%s() takes %d to %d arguments, got %d", a.function, low, high, n)
	}
	for _, n := range a.named {
		if !slices.Contains(allowed, n.name) {
			m.fail("%s() has no parameter '%s'", a.function, n.name)
		}
	}
}

// option returns a named argument, or nil.
func (a *arguments) option(name string) value {
	for _, n := range a.named {
		if n.name == name {
			return n.value
		}
	}
	return nil
}

// arg returns positional argument i, or nil.
func (a *arguments) arg(i int) value {
	if i < len(a.args) {
		return a.args[i]
	}
	return nil
}

func (m *machine) call1(fn value, x value) value {
	m.allocate(headBytes + slotBytes)
	return m.apply(fn, &arguments{args: []value{x}})
}

// print does nothing: there is nowhere to write.
func print(m *machine, a *arguments) value { return noneValue{} }
