package metrics

import "strings"

// QuACAgreement is the human F1 below which QuAC's evaluation script leaves a
// question out.
const QuACAgreement = 0.4

// cannotAnswer is what a teacher says in place of a span of the text.
const cannotAnswer = "CANNOTANSWER"

// A QuAC is what QuAC's evaluation script (Choi et al. 2018) makes of an answer
// to a question: its F1, and the F1 of the humans who answered it.
type QuAC struct{ F1, Human float64 }

// Counts says whether the humans agree enough for the question to count.
func (q QuAC) Counts() bool { return q.Human >= QuACAgreement }

// QuACScore compares a prediction with the answers of humans, of which there
// is one at least. Where half of them or more could not answer, that alone is
// right, else those that could not are left out. Each of several answers is
// left out in turn, and F1 is the mean of the best with those that remain, so
// that a model has no more answers to agree with than a human has.
func QuACScore(prediction string, answers []string) QuAC {
	answers = quacAnswers(answers)
	if len(answers) == 1 {
		return QuAC{quacF1(prediction, answers[0]), 1}
	}
	var q QuAC
	for out, left := range answers {
		model, human := 0.0, 0.0
		for i, other := range answers {
			if i != out {
				model = max(model, quacF1(prediction, other))
				human = max(human, spanF1(left, other))
			}
		}
		q.F1 += model
		q.Human += human
	}
	n := float64(len(answers))
	return QuAC{q.F1 / n, q.Human / n}
}

func quacAnswers(answers []string) []string {
	var spans []string
	for _, a := range answers {
		if a != cannotAnswer {
			spans = append(spans, a)
		}
	}
	if 2*len(spans) <= len(answers) {
		return []string{cannotAnswer}
	}
	return spans
}

// quacF1 takes CANNOTANSWER as it stands, and of spans their words.
func quacF1(prediction, answer string) float64 {
	if answer == cannotAnswer {
		if prediction == cannotAnswer {
			return 1
		}
		return 0
	}
	return spanF1(prediction, answer)
}

// spanF1 is AnswerF1 but for two empty sides, which share nothing.
func spanF1(a, b string) float64 {
	x, y := strings.Fields(NormalizeAnswer(a)), strings.Fields(NormalizeAnswer(b))
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	return bagF1(x, y)
}
