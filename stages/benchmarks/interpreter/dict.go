package interpreter

import (
	"encoding/binary"
	"math"
	"math/big"
)

// A hashKey is equal for equal keys, whatever their types.
type hashKey struct {
	kind byte
	n    int64
	s    string
}

// hash returns the key of a hashable value.
func (m *machine) hash(v value) hashKey {
	m.spend(1)
	switch v := v.(type) {
	case noneValue:
		return hashKey{kind: 'n'}
	case boolValue:
		return hashKey{kind: 'i', n: int64(asInt(v).small)}
	case intValue:
		if v.large() {
			m.allocate(v.big.BitLen())
			return hashKey{kind: 'b', s: v.big.Text(16)}
		}
		return hashKey{kind: 'i', n: v.small}
	case floatValue:
		return m.hashFloat(float64(v))
	case strValue:
		m.spend(len(v.s) / 64)
		return hashKey{kind: 's', s: v.s}
	case rangeValue:
		return hashKey{kind: 't', s: m.encode(m.elements(v))}
	case tupleValue:
		return hashKey{kind: 't', s: m.encode(v)}
	case *function, *builtin, module:
		m.fail("functions as keys are not supported")
	}
	m.fail("unhashable type: '%s'", v.kind())
	return hashKey{}
}

// hashFloat gives whole numbers the key of the equal integer.
func (m *machine) hashFloat(f float64) hashKey {
	if f != math.Trunc(f) || math.IsInf(f, 0) {
		return hashKey{kind: 'f', n: int64(math.Float64bits(f))}
	}
	x, _ := big.NewFloat(f).Int(nil)
	return m.hash(m.bigInt(x))
}

// encode spells the keys of a tuple's elements.
func (m *machine) encode(items []value) string {
	m.enter()
	defer m.leave()
	var b []byte
	for _, v := range items {
		k := m.hash(v)
		m.allocate(2 * (len(k.s) + 24))
		b = append(b, k.kind)
		b = binary.AppendVarint(b, k.n)
		b = binary.AppendUvarint(b, uint64(len(k.s)))
		b = append(b, k.s...)
	}
	return string(b)
}

func (m *machine) newDict() *dictValue {
	m.allocate(2 * headBytes)
	return &dictValue{index: make(map[hashKey]int)}
}

func (m *machine) lookup(d *dictValue, key value) (value, bool) {
	i, ok := d.index[m.hash(key)]
	if !ok {
		return nil, false
	}
	return d.entries[i].value, true
}

func (m *machine) store(d *dictValue, key, v value) {
	k := m.hash(key)
	if i, ok := d.index[k]; ok {
		d.entries[i].value = v
		return
	}
	m.allocate(entryBytes + len(k.s))
	d.index[k] = len(d.entries)
	d.entries = append(d.entries, entry{key, v})
	d.live++
}

// remove deletes a key and returns its value.
func (m *machine) remove(d *dictValue, key value) (value, bool) {
	k := m.hash(key)
	i, ok := d.index[k]
	if !ok {
		return nil, false
	}
	v := d.entries[i].value
	delete(d.index, k)
	d.entries[i] = entry{}
	if d.live--; d.live < len(d.entries)/2 {
		m.compact(d)
	}
	return v, true
}

// compact drops deleted entries.
func (m *machine) compact(d *dictValue) {
	m.spend(len(d.entries))
	kept := d.entries[:0]
	for _, e := range d.entries {
		if e.key != nil {
			kept = append(kept, e)
		}
	}
	clear(d.entries[len(kept):])
	d.entries = kept
	for i, e := range kept {
		d.index[m.hash(e.key)] = i
	}
}

// keys returns the keys in order of insertion.
func (m *machine) keys(d *dictValue) []value {
	out := m.slots(d.live)[:0]
	m.spend(len(d.entries))
	for _, e := range d.entries {
		if e.key != nil {
			out = append(out, e.key)
		}
	}
	return out
}

// setOf returns a set of the given elements.
func (m *machine) setOf(items []value) *setValue {
	s := &setValue{m.newDict()}
	for _, v := range items {
		m.store(s.dict, v, noneValue{})
	}
	return s
}

// elements returns what iterating over v yields, all at once.
func (m *machine) elements(v value) []value {
	switch v := v.(type) {
	case *listValue:
		m.spend(len(v.items))
		return v.items
	case tupleValue:
		m.spend(len(v))
		return v
	case strValue:
		out := m.slots(v.runes)[:0]
		m.allocate(v.runes * 24)
		for _, r := range v.s {
			out = append(out, text(string(r)))
		}
		return out
	case rangeValue:
		if v.length > m.limits.Bytes/slotBytes {
			m.allocate(int(m.limits.Bytes) + 1)
		}
		out := m.slots(int(v.length))
		for i := range out {
			out[i] = integer(v.at(int64(i)))
		}
		return out
	case *dictValue:
		return m.keys(v)
	case *setValue:
		return m.keys(v.dict)
	}
	m.fail("'%s' object is not iterable", v.kind())
	return nil
}

func (r rangeValue) at(i int64) int64 { return r.start + i*r.step }
