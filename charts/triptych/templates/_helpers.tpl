{{- /* Generated from cdk8s/src by "npm run generate". */ -}}
{{- define "triptych.named" }}{{ range index . 0 }}{{ if eq .name (index $ 1) }}{{ .name }}{{ end }}{{ end }}{{ end }}
