package pipeline

import (
	"reflect"
	"strconv"
)

// An attribute tagged cost:"linear" is one in proportion to which a stage takes
// time: steps, tokens of a batch. The cost of a stage is their product, in no
// unit: only the ratio of the costs of two stages of a kind means something.

// costOf returns the cost of a config, and 1 where its kind says nothing.
func costOf(c Config) float64 {
	v := reflect.ValueOf(c).Elem()
	return costOfFields("", schemaOf(v.Type()), v, func(_ string, v reflect.Value) float64 { return numberOf(v) })
}

// costIn returns what the cost of a stage of the same kind was by an earlier
// recipe. An attribute that the recipe does not have had its default.
func (n *Node) costIn(old *Recipe) float64 {
	written := make(map[string]float64)
	for _, l := range old.lines {
		if x, err := strconv.ParseFloat(l.value, 64); err == nil && l.what == "attribute" {
			written[l.name] = x
		}
	}
	v := reflect.ValueOf(n.Kind.standard()).Elem()
	return costOfFields("", schemaOf(v.Type()), v, func(path string, standard reflect.Value) float64 {
		if x, ok := written[path]; ok {
			return x
		}
		return numberOf(standard)
	})
}

// costOfFields multiplies what value gives for each tagged attribute.
func costOfFields(prefix string, s *schema, v reflect.Value, value func(path string, v reflect.Value) float64) float64 {
	cost := 1.0
	for i := range s.fields {
		f := &s.fields[i]
		switch {
		case f.cost:
			cost *= value(prefix+f.name, v.Field(f.index))
		case f.role == roleBlock && f.typ.Kind() == reflect.Struct:
			cost *= costOfFields(prefix+f.name+".", f.block, v.Field(f.index), value)
		}
	}
	return cost
}

func numberOf(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}
