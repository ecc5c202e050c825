// Package figures holds figures that others published, to stand beside ours: a
// CSV file for each source, a number a row, in percent as printed.
//
//	model,size,benchmark,shots,metric,value,table
//	Llama 2,7B,PIQA,0-shot,accuracy,78.8,Table 20
//
// llama2.csv has Touvron et al. (2023), "Llama 2: Open Foundation and Fine-Tuned
// Chat Models", arXiv:2307.09288v2, Tables 3, 19 to 25 and, of Table 51, what
// HellaSwag scores over all samples. llama3-card.csv has the same models as their
// authors evaluated them again for the model card of Llama 3.
package figures
