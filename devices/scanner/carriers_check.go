package scanner

import "strings"

// doubledDigit gives the check digit of UPS and OnTrac: every second character from the left counts twice, a letter
// counts as its ASCII code less 3 (so A is 2), and the digit makes the sum a full ten.
func doubledDigit(s string) byte {
	sum := 0
	for i := range len(s) {
		value := int(s[i] - '0')
		if !isDigit(s[i]) {
			value = (int(s[i]) - 3) % 10
		}
		if i%2 == 1 {
			value *= 2
		}
		sum += value
	}
	return byte('0' + (10-sum%10)%10)
}

// weighted checks the last of some digits against the others, weighted by a, b and c over and over: their sum modulo 11,
// modulo 10.
func weighted(s string, a, b, c int) bool {
	sum, weights := 0, [...]int{a, b, c}
	for i := range len(s) - 1 {
		sum += weights[i%3] * int(s[i]-'0')
	}
	return byte('0'+sum%11%10) == s[len(s)-1]
}

// mod gives the remainder of a number of any length.
func mod(digits string, by int) int {
	rest := 0
	for i := range len(digits) {
		rest = (10*rest + int(digits[i]-'0')) % by
	}
	return rest
}

// luhn checks a number whose every second digit from the right is doubled, and its digits added up.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		value := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if value *= 2; value > 9 {
				value -= 9
			}
		}
		sum += value
	}
	return sum%10 == 0
}

// mod3736 gives the check character of ISO/IEC 7064, MOD 37,36.
func mod3736(s string) byte {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	rest := 36
	for i := range len(s) {
		sum := rest + strings.IndexByte(alphabet, s[i])
		if sum > 36 {
			sum -= 36
		}
		rest = sum * 2 % 37
	}
	return alphabet[(37-rest)%36]
}
