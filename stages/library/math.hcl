# MATH: problems of mathematics competitions in seven subjects, with worked solutions.
# Hendrycks et al., 2021.
#
# The data is the test set in the fields of its authors, 5,000 problems in a file for
# each subject (problem, level, type, solution; the answer stands in the last \boxed{}
# of the solution). The prompt is that of Minerva (Lewkowycz et al., 2022, appendix D)
# with its four examples, as in the LLaMA 2 paper and in minerva_math of
# lm-evaluation-harness 0.4.13, which corrects three misprints of earlier versions. The
# answer is what follows "Final Answer: The final answer is". Whether it is that of the
# solution is decided by this program's rules; the harness asks a computer algebra
# system.
#
# hendrycks_math is the harness's other form: no examples, and answers compared as text,
# by the rules of the authors' scorer.

dataset "math" {
  for_each = local.subjects
  source   = "github://ZhiYuanZeng/test-time-scaling-eval@130bf5bb86494add3bb7924dc274cd859da3fbac/data/math/${each.key}_test.jsonl"
  sha256   = each.value
}

benchmark "math" {
  for_each  = toset(keys(local.subjects))
  group     = "math"
  about     = "Solving problems of mathematics competitions"
  version   = 1
  licence   = "MIT"
  citation  = "Hendrycks et al. 2021, Measuring Mathematical Problem Solving With the MATH Dataset"
  dataset   = dataset.math[each.key]
  documents = local.documents[each.key]
  request   = "generate"
  shot_documents = [
    {
      problem  = "Find the domain of the expression  $\\frac{\\sqrt{x-2}}{\\sqrt{5-x}}$."
      solution = "The expressions inside each square root must be non-negative. Therefore, $x-2 \\ge 0$, so $x\\ge2$, and $5 - x \\ge 0$, so $x \\le 5$. Also, the denominator cannot be equal to zero, so $5-x>0$, which gives $x<5$. Therefore, the domain of the expression is $\\boxed{[2,5)}$.\nFinal Answer: The final answer is $[2,5)$. I hope it is correct."
    },
    {
      problem  = "If $\\det \\mathbf{A} = 2$ and $\\det \\mathbf{B} = 12,$ then find $\\det (\\mathbf{A} \\mathbf{B}).$"
      solution = "We have that $\\det (\\mathbf{A} \\mathbf{B}) = (\\det \\mathbf{A})(\\det \\mathbf{B}) = (2)(12) = \\boxed{24}.$\nFinal Answer: The final answer is $24$. I hope it is correct."
    },
    {
      problem  = "Terrell usually lifts two 20-pound weights 12 times. If he uses two 15-pound weights instead, how many times must Terrell lift them in order to lift the same total weight?"
      solution = "If Terrell lifts two 20-pound weights 12 times, he lifts a total of $2\\cdot 12\\cdot20=480$ pounds of weight.  If he lifts two 15-pound weights instead for $n$ times, he will lift a total of $2\\cdot15\\cdot n=30n$ pounds of weight.  Equating this to 480 pounds, we can solve for $n$:\n\\begin{align*}\n30n&=480\\\\\n\\Rightarrow\\qquad n&=480/30=\\boxed{16}\n\\end{align*}\nFinal Answer: The final answer is $16$. I hope it is correct."
    },
    {
      problem  = "If the system of equations\n\n\\begin{align*}\n6x-4y&=a,\\\\\n6y-9x &=b.\n\\end{align*}has a solution $(x, y)$ where $x$ and $y$ are both nonzero,\nfind $\\frac{a}{b},$ assuming $b$ is nonzero."
      solution = "If we multiply the first equation by $-\\frac{3}{2}$, we obtain\n\n$$6y-9x=-\\frac{3}{2}a.$$Since we also know that $6y-9x=b$, we have\n\n$$-\\frac{3}{2}a=b\\Rightarrow\\frac{a}{b}=\\boxed{-\\frac{2}{3}}.$$\nFinal Answer: The final answer is $-\\frac{2}{3}$. I hope it is correct."
    },
  ]
  shot_method = "first"
  shots       = 4
  prompt      = "Problem:\n${doc.problem}\n\nSolution:"
  answer      = doc.solution
  stop        = ["Problem:"]
  metrics     = ["math_equal"]

  filter "regex" {
    pattern = "Final Answer: The final answer is(.*?)(?:. I hope it is correct(?:.|$)|. $)"
    group   = 1
  }
}

suite "math" {
  about      = "Competition mathematics in seven subjects"
  benchmarks = benchmark.math
  mean       = "weighted"
}

benchmark "hendrycks_math" {
  for_each  = toset(keys(local.subjects))
  group     = "math"
  about     = "Solving problems of mathematics competitions, without examples"
  version   = 1
  licence   = "MIT"
  citation  = "Hendrycks et al. 2021, Measuring Mathematical Problem Solving With the MATH Dataset"
  dataset   = dataset.math[each.key]
  documents = local.documents[each.key]
  request   = "generate"
  prompt    = "Problem: ${doc.problem}\nAnswer:"
  answer    = doc.solution
  stop      = ["Problem:"]
  metrics   = ["math_text_match"]
}

suite "hendrycks_math" {
  about      = "Competition mathematics in seven subjects, without examples"
  benchmarks = benchmark.hendrycks_math
  mean       = "weighted"
}

locals {
  # Digests of the files.
  subjects = {
    algebra                  = "bf1bd586716b89275912318641955b76a9881419f77a3460c20d718c34fc2fb1"
    counting_and_probability = "9268fe4a71ebe8b497f1d618d0c97ecba78c88cbc57fec0efbd337a61d548228"
    geometry                 = "3135a517c5ba211c43567a65a63b1d37403c37344676cab3718322ca91fe91ab"
    intermediate_algebra     = "8739e76f6f2587ba7ed1102c85e153c0d3e89012f591248ce780ffb7c377a9bf"
    number_theory            = "8ec1d3e32679d54451789580ab08deda586160617cb0b6ffe26828e0cd221ffc"
    prealgebra               = "2ad8c74c0a40dbd47e9c76f40d7df592fbe4a5afbe9304d339c5873c67739947"
    precalculus              = "01595688a007a9380e50a98c34d25a38e7bfc992c6b003f57b52dc0425509ee4"
  }
  documents = {
    algebra                  = 1187
    counting_and_probability = 474
    geometry                 = 479
    intermediate_algebra     = 903
    number_theory            = 540
    prealgebra               = 871
    precalculus              = 546
  }
}
