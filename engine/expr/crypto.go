package expr

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"hash"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func cryptoFunctions() []*Function {
	g := "misc_funcs"
	return []*Function{
		def(g, "aes_encrypt", "aes_encrypt(expr, key[, mode[, padding[, iv[, aad]]]])", "The value encrypted by AES. mode is GCM (the default), CBC or ECB; without iv one is drawn by the session's seed and the row.", "hex(aes_encrypt('Spark', '0000111122223333', 'ECB')) -- 348FF37EBDE05B7880BA339068FBDA5E", 2, 6, bindEncrypt).unstable(),
		def(g, "aes_decrypt", "aes_decrypt(expr, key[, mode[, padding[, aad]]])", "What aes_encrypt encrypted.", "CAST(aes_decrypt(unhex('348FF37EBDE05B7880BA339068FBDA5E'), '0000111122223333', 'ECB') AS STRING) -- Spark", 2, 5, bindDecrypt(false)),
		def(g, "try_aes_decrypt", "try_aes_decrypt(expr, key[, mode[, padding[, aad]]])", "aes_decrypt, null where it fails.", "try_aes_decrypt(unhex('00'), '0000111122223333', 'ECB') -- NULL", 2, 5, bindTryDecrypt),
		def("hash_funcs", "hmac", "hmac(key, message[, algorithm])", "The keyed hash of a message: SHA-224, SHA-256 (the default), SHA-384, SHA-512, SHA-1 or MD5.", "hex(hmac('message', 'key', 'MD5')) -- 5DE79ABDEE76F53DD7F885B1654F12E9", 2, 3, bindHmac),
	}
}

// textArg is a constant argument that a call left out.
func textArg(v string) Expr { return &Literal{Value: v, Typ: data.String} }

// withDefaults adds the arguments that were left out, from GCM on.
func (b *Binding) withDefaults(list ...string) {
	b.Args = append([]Expr{}, b.Args...)
	for _, v := range list[len(b.Args)-2:] {
		b.Args = append(b.Args, textArg(v))
	}
}

func bindEncrypt(b *Binding) (Expr, error) {
	b.withDefaults("GCM", "DEFAULT", "", "")
	if err := b.acceptAll(aBinary, aBinary, aString, aString, aBinary, aBinary); err != nil {
		return nil, err
	}
	return b.apply(data.Binary, texts(data.Binary, func(ctx *Context, a args) func(dst []byte, i int) ([]byte, error) {
		v, key, mode, padding, iv, aad := a.text(0), a.text(1), a.text(2), a.text(3), a.text(4), a.text(5)
		return func(dst []byte, i int) ([]byte, error) {
			c, err := newAES(key.at(i), mode.str(i), padding.str(i))
			if err != nil {
				return nil, err
			}
			vector := iv.at(i)
			switch {
			case len(vector) > 0 && c.ivSize() == 0:
				return nil, failf("UNSUPPORTED_FEATURE.AES_MODE_IV", "0A000", "The feature is not supported: `aes_encrypt` with AES-%s does not support initialization vectors (IVs).", c.mode)
			case len(vector) > 0 && len(vector) != c.ivSize():
				return nil, invalidParameter("AES_IV_LENGTH", "aes_encrypt`/`aes_decrypt", "iv", "supports 16-byte CBC IVs and 12-byte GCM IVs, but got %d bytes for %s.", len(vector), c.mode)
			case len(aad.at(i)) > 0 && c.mode != "GCM":
				return nil, noAAD("aes_encrypt", c.mode)
			case len(vector) == 0:
				vector = drawBytes(ctx, i, c.ivSize())
			}
			return c.encrypt(append(dst, vector...), v.at(i), vector, aad.at(i)), nil
		}
	})), nil
}

func noAAD(function, mode string) error {
	return failf("UNSUPPORTED_FEATURE.AES_MODE_AAD", "0A000", "The feature is not supported: `%s` with AES-%s does not support additional authenticate data (AAD).", function, mode)
}

// drawBytes are bytes by the session's seed and the row.
func drawBytes(ctx *Context, i, n int) []byte {
	out := make([]byte, 0, 16)
	for k := uint64(0); k < 2; k++ {
		out = binary.BigEndian.AppendUint64(out, splitmix(ctx.drawn(uint64(ctx.Seed))^k*0x51ed270b, uint64(i)))
	}
	return out[:n]
}

func bindTryDecrypt(b *Binding) (Expr, error) {
	e, err := within("aes_decrypt", bindDecrypt(true))(b)
	if err != nil {
		return nil, err
	}
	b.withDefaults("GCM", "DEFAULT", "")
	return b.tryEval(e), nil
}

func bindDecrypt(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		b.withDefaults("GCM", "DEFAULT", "")
		if err := b.acceptAll(aBinary, aBinary, aString, aString, aBinary); err != nil {
			return nil, err
		}
		return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			v, key, mode, padding, aad := a.text(0), a.text(1), a.text(2), a.text(3), a.text(4)
			return func(dst []byte, i int) ([]byte, error) {
				c, err := newAES(key.at(i), mode.str(i), padding.str(i))
				if err == nil && len(aad.at(i)) > 0 && c.mode != "GCM" {
					err = noAAD("aes_decrypt", c.mode)
				}
				var out []byte
				if err == nil {
					out, err = c.decrypt(v.at(i), aad.at(i))
				}
				switch {
				case err != nil && try:
					return nil, isNull
				case err != nil:
					return nil, err
				}
				return append(dst, out...), nil
			}
		})), nil
	}
}

// aesCipher is AES in one of Spark's modes.
type aesCipher struct {
	mode  string
	block cipher.Block
}

func newAES(key []byte, mode, padding string) (*aesCipher, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, invalidParameter("AES_KEY_LENGTH", "aes_encrypt`/`aes_decrypt", "key", "expects a binary value with 16, 24 or 32 bytes, but got %d bytes.", len(key))
	}
	upper, pad := strings.ToUpper(mode), strings.ToUpper(padding)
	fits := pad == "DEFAULT" || pad == "PKCS" && upper != "GCM" || pad == "NONE" && upper == "GCM"
	if upper != "GCM" && upper != "CBC" && upper != "ECB" || !fits {
		return nil, failf("UNSUPPORTED_FEATURE.AES_MODE", "0A000", "The feature is not supported: AES-%s with the padding %s by the `aes_encrypt`/`aes_decrypt` function.", mode, padding)
	}
	return &aesCipher{upper, block}, nil
}

func (c *aesCipher) ivSize() int { return map[string]int{"GCM": 12, "CBC": 16}[c.mode] }

func (c *aesCipher) encrypt(dst, v, iv, aad []byte) []byte {
	if c.mode == "GCM" {
		g, err := cipher.NewGCM(c.block)
		if err != nil {
			panic(err) // AES has the block size of GCM
		}
		return g.Seal(dst, iv, v, aad)
	}
	n := 16 - len(v)%16
	padded := append([]byte{}, v...)
	for range n {
		padded = append(padded, byte(n))
	}
	if c.mode == "CBC" {
		cipher.NewCBCEncrypter(c.block, iv).CryptBlocks(padded, padded)
	} else {
		for k := 0; k < len(padded); k += 16 {
			c.block.Encrypt(padded[k:], padded[k:])
		}
	}
	return append(dst, padded...)
}

func cryptoFailed(detail string) error {
	return invalidParameter("AES_CRYPTO_ERROR", "aes_encrypt`/`aes_decrypt", "expr`, `key", "detail message: %s", detail)
}

func (c *aesCipher) decrypt(v, aad []byte) ([]byte, error) {
	n := c.ivSize()
	switch {
	case len(v) < n && c.mode == "GCM":
		return nil, cryptoFailed("Invalid buffer arguments")
	case len(v) < n:
		return nil, cryptoFailed("IV buffer too short for given offset/length combination")
	case c.mode == "GCM" && len(v) < n+16:
		return nil, javaf("javax.crypto.ShortBufferException: Output buffer invalid")
	}
	iv, body := v[:n], v[n:]
	if c.mode == "GCM" {
		g, err := cipher.NewGCM(c.block)
		if err == nil {
			var out []byte
			if out, err = g.Open(nil, iv, body, aad); err == nil {
				return out, nil
			}
			err = errors.New("Tag mismatch!")
		}
		return nil, cryptoFailed(err.Error())
	}
	if len(body)%16 != 0 {
		return nil, cryptoFailed("Input length must be multiple of 16 when decrypting with padded cipher")
	}
	out := append([]byte{}, body...)
	if c.mode == "CBC" {
		cipher.NewCBCDecrypter(c.block, iv).CryptBlocks(out, out)
	} else {
		for k := 0; k < len(out); k += 16 {
			c.block.Decrypt(out[k:], out[k:])
		}
	}
	if len(out) == 0 {
		return out, nil
	}
	pad := int(out[len(out)-1])
	if pad == 0 || pad > 16 {
		return nil, cryptoFailed("Given final block not properly padded. Such issues can arise if a bad key is used during decryption.")
	}
	return out[:len(out)-pad], nil
}

var hmacHashes = map[string]func() hash.Hash{"SHA224": sha256.New224, "SHA256": sha256.New, "SHA384": sha512.New384, "SHA512": sha512.New, "SHA1": sha1.New, "MD5": md5.New}

func bindHmac(b *Binding) (Expr, error) {
	b.withDefaults("SHA-256")
	if err := b.acceptAll(aBinary, aBinary, aString); err != nil {
		return nil, err
	}
	return b.apply(data.Binary, texts(data.Binary, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		key, message, name := a.text(0), a.text(1), a.text(2)
		return func(dst []byte, i int) ([]byte, error) {
			h := hmacHashes[strings.ReplaceAll(strings.ToUpper(name.str(i)), "-", "")]
			if h == nil {
				return nil, invalidParameter("HMAC_ALGORITHM", "hmac", "algorithm", "expects one of the algorithms 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA-1', 'MD5', but got '%s'.", name.at(i))
			}
			m := hmac.New(h, key.at(i))
			m.Write(message.at(i))
			return m.Sum(dst), nil
		}
	})), nil
}
