package benchmarks

// Verbalize returns what a sample says: the prompt as the model was asked it and,
// where there is one, the right answer behind it.
func Verbalize(spec *Spec, s *Sample) string {
	switch {
	case spec.Request == Similarity:
		return s.Prompts[0] + spec.Delimiter + s.Prompts[1]
	case spec.Request == MultipleChoice && len(s.Gold) > 0:
		return s.prompt(int(s.Gold[0])) + spec.Delimiter + s.Choices[s.Gold[0]]
	case spec.Request == Generate && len(s.References) > 0:
		return s.Prompts[0] + spec.Delimiter + s.References[0]
	}
	return s.Prompts[0]
}
