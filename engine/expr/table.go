package expr

// Functions is the table of scalar functions, family by family.
func Functions() []*Function {
	var out []*Function
	for _, family := range [][]*Function{
		arithmeticFunctions(), integerFunctions(), realFunctions(), roundingFunctions(),
		compareFunctions(), logicFunctions(), conditionalFunctions(),
		caseFunctions(), joinFunctions(), substringFunctions(), likeFunctions(), regexpFunctions(),
		structFunctions(), elementFunctions(), arrayFunctions(), shapeFunctions(), mapFunctions(), lambdaFunctions(),
		partFunctions(), moveFunctions(), formatFunctions(), makeFunctions(), zoneFunctions(), clockFunctions(), nanoFunctions(), xpathFunctions(), xmlFunctions(), avroFunctions(), bucketFunctions(),
		hashFunctions(), encodeFunctions(), castFunctions(), sessionFunctions(), inputFileFunctions(), urlFunctions(), checkFunctions(),
		sequenceFunctions(), printFunctions(), numberFormatFunctions(),
		jsonFunctions(), csvFunctions(), variantFunctions(),
		collationFunctions(), cryptoFunctions(), hllFunctions(), topFunctions(), thetaFunctions(), tupleFunctions(), kllFunctions(), vectorFunctions(), similarityFunctions(), drawnFunctions(), reflectFunctions(), spatialFunctions(), protobufFunctions(),
	} {
		out = append(out, family...)
	}
	return out
}
