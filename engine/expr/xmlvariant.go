package expr

// variant writes what is in a variant: the fields of an object, else its text.
func (w *xmlWriter) variant(json []byte) error {
	s := variantScan(json)
	if len(json) == 0 || json[0] != '{' {
		if string(json) == "null" {
			return nil
		}
		text, err := w.variantScalar(json)
		if err != nil {
			return err
		}
		return w.characters(text)
	}
	var err error
	each := func(visit func(name string, value []byte) error) {
		s.each(0, 0, func(key, end, from, to int) bool {
			name, _ := jsonString(s.b[key:end])
			err = visit(string(name), s.b[from:to])
			return err == nil
		})
	}
	each(func(name string, value []byte) error {
		if !w.isAttribute(name) {
			return nil
		}
		text, err := w.variantScalar(value)
		if err != nil {
			return err
		}
		return w.attribute(name[len(w.o.prefix):], text)
	})
	if err == nil {
		each(func(name string, value []byte) error {
			switch {
			case w.isAttribute(name):
				return nil
			case name == w.o.valueTag:
				return w.variant(value)
			}
			return w.variantChild(name, value)
		})
	}
	return err
}

// variantScalar is the text of a scalar as one of its type is written; of anything else its JSON.
func (w *xmlWriter) variantScalar(text []byte) (string, error) {
	if text[0] == '{' || text[0] == '[' {
		return string(appendVariantJSON(nil, w.ctx, text)), nil
	}
	t, v := variantScalar(text)
	return w.scalar(oneValue(t, v), 0)
}

// variantChild writes a variant under a name: an array as one element an item; an array in it under the
// name of items, beside the others.
func (w *xmlWriter) variantChild(name string, json []byte) error {
	if len(json) > 0 && json[0] == '[' {
		var err error
		s := variantScan(json)
		s.items(0, 0, func(_, from, to int) bool {
			inner := name
			if s.b[from] == '[' {
				inner = w.o.item
			}
			err = w.variantChild(inner, s.b[from:to])
			return err == nil
		})
		return err
	}
	if err := w.start(name); err != nil {
		return err
	}
	if err := w.variant(json); err != nil {
		return err
	}
	w.end(name)
	return nil
}
