package soft

// families has a line for each kind of key that the driver knows; a new kind is a file and a line here.
var families = [...]family{
	rawFamily,
	hmacFamily,
	aesFamily,
	ariaFamily,
	camelliaFamily,
	sm4Family,
	desFamily,
	arc4Family,
	chachaFamily,
	xchachaFamily,
	asconFamily,
	blake2Family,
	rsaFamily,
	weierstrassFamily,
	edwardsFamily,
	montgomeryFamily,
	ffdhFamily,
	mldsaFamily,
	mlkemFamily,
	slhdsaFamily,
	statefulFamily,
	spake2pFamily,
	wpa3Family,
}
