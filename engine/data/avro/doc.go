// Package avro turns rows into Avro's binary form and back, column by column, and knows which of Spark's
// types an Avro type is. Recordings and the format avro are made of it; who reads and writes files, and
// what a container's header says besides, is theirs.
//
//	schema (JSON) --Parse--> Schema --NewDecoder(wanted columns)--> Rows(block) ... Finish --> data.Batch
//	data.Batch --NewEncoder--> Row(i) --> bytes of a block
package avro
