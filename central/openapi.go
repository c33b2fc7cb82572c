package central

import _ "embed" // the description of the interface

//go:embed openapi.json
var openAPI []byte

// OpenAPI gives the description of the HTTP interface: an OpenAPI 3.1 document in JSON. Tests hold it to the routes.
func OpenAPI() []byte { return openAPI }
