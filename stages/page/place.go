package page

// place chooses heights: each layer as near to the means of its neighbours as
// order and distance allow, in sweeps right and left.
func (l *layout) place() {
	for _, layer := range l.layers {
		y := 0.0
		for _, v := range layer {
			l.vertices[v].y = y + l.vertices[v].height/2
			y += l.vertices[v].height + nodeGap
		}
	}
	for s := range sweeps {
		for k := range l.layers {
			if s%2 == 0 {
				k = len(l.layers) - 1 - k
			}
			l.settle(k)
		}
	}
	l.toTop()
}

// settle moves the vertices of a layer as close as possible, in squared
// distance, to the means of their neighbours: an isotonic regression by
// pooling adjacent violators.
func (l *layout) settle(k int) {
	type pool struct {
		sum   float64
		count int
	}
	layer := l.layers[k]
	offsets := make([]float64, len(layer))
	var pools []pool
	for i, v := range layer {
		if i > 0 {
			before := l.vertices[layer[i-1]]
			offsets[i] = offsets[i-1] + (before.height+l.vertices[v].height)/2 + nodeGap
		}
		pools = append(pools, pool{l.wanted(v) - offsets[i], 1})
		for n := len(pools); n > 1; n = len(pools) {
			a, b := pools[n-2], pools[n-1]
			if a.sum/float64(a.count) <= b.sum/float64(b.count) {
				break
			}
			pools = append(pools[:n-2], pool{a.sum + b.sum, a.count + b.count})
		}
	}
	i := 0
	for _, p := range pools {
		for range p.count {
			l.vertices[layer[i]].y = p.sum/float64(p.count) + offsets[i]
			i++
		}
	}
}

// wanted returns the mean height of the neighbours of a vertex.
func (l *layout) wanted(v int) float64 {
	x := l.vertices[v]
	if len(x.up)+len(x.down) == 0 {
		return x.y
	}
	sum := 0.0
	for _, n := range x.up {
		sum += l.vertices[n].y
	}
	for _, n := range x.down {
		sum += l.vertices[n].y
	}
	return sum / float64(len(x.up)+len(x.down))
}

// toTop shifts the drawing so that its upper edge lies at 0.
func (l *layout) toTop() {
	if len(l.vertices) == 0 {
		return
	}
	top := l.vertices[0].y - l.vertices[0].height/2
	for _, v := range l.vertices {
		top = min(top, v.y-v.height/2)
	}
	for i := range l.vertices {
		l.vertices[i].y -= top
	}
}

// height returns the extent of the drawing from its upper edge.
func (l *layout) height() float64 {
	h := 0.0
	for _, v := range l.vertices {
		h = max(h, v.y+v.height/2)
	}
	return h
}
