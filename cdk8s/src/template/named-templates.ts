import { LATENCY_BOUND_OVERRIDE, TARGET_OVERRIDE } from '@triptych/objectives';
import { call, token } from './token.ts';

/** Named templates of the chart: what an expression cannot say, because it has steps or remembers a result. */

/** With helm.ts the only file that contains Helm's template language. */
export const NAMED_TEMPLATES = `{{- /* The name with which the names of all objects begin. */ -}}
{{- define "triptych.name" -}}
{{- $default := ternary (printf "%s-%s" .Release.Name .Values.nameOverride) .Release.Name (not (empty .Values.nameOverride)) -}}
{{- .Values.fullnameOverride | default $default -}}
{{- end -}}

{{- /* A password, for (list ROOT SECRET KEY): that of the Secret in the cluster, or a random one, the same in the whole rendering. */ -}}
{{- define "triptych.password" -}}
{{- $root := index . 0 -}}
{{- $secret := index . 1 -}}
{{- $key := index . 2 -}}
{{- $place := printf "%s/%s" $secret $key -}}
{{- if not (hasKey $root.Values "passwords") -}}{{- $_ := set $root.Values "passwords" dict -}}{{- end -}}
{{- $passwords := get $root.Values "passwords" -}}
{{- if not (hasKey $passwords $place) -}}
{{- $data := (lookup "v1" "Secret" $root.Release.Namespace $secret).data | default dict -}}
{{- $_ := set $passwords $place (get $data $key | b64dec | default (randAlphaNum 32)) -}}
{{- end -}}
{{- get $passwords $place -}}
{{- end -}}

{{- /* A checksum of credentials, for (list ROOT EXISTING SECRET KEYS): empty when the existing Secret cannot be seen. */ -}}
{{- define "triptych.credentials" -}}
{{- $root := index . 0 -}}
{{- $secret := index . 2 -}}
{{- $data := dict -}}
{{- if index . 1 -}}
{{- $data = (lookup "v1" "Secret" $root.Release.Namespace (index . 1)).data | default dict -}}
{{- else -}}
{{- range index . 3 -}}{{- $_ := set $data . (include "triptych.password" (list $root $secret .) | b64enc) -}}{{- end -}}
{{- end -}}
{{- if $data -}}{{- toJson $data | sha256sum -}}{{- end -}}
{{- end -}}

{{- /* The number of pods that a Deployment has in the cluster, for (list ROOT NAME): 0 without it. */ -}}
{{- define "triptych.replicas" -}}
{{- $root := index . 0 -}}
{{- lookup "apps/v1" "Deployment" $root.Release.Namespace (index . 1) | dig "spec" "replicas" 0 -}}
{{- end -}}

{{- /* A file of rules of Prometheus without some alerts, as JSON, for (list ROOT TEXT NAMES). */ -}}
{{- define "triptych.rules" -}}
{{- $names := index . 2 -}}
{{- $groups := list -}}
{{- range (fromYaml (index . 1)).groups -}}
{{- $rules := list -}}
{{- range .rules -}}{{- if not (has (.alert | default "") $names) -}}{{- $rules = append $rules . -}}{{- end -}}{{- end -}}
{{- $groups = append $groups (set . "rules" $rules) -}}
{{- end -}}
{{- toJson (dict "groups" $groups) -}}
{{- end -}}

{{- /* A file of rules of Prometheus that records objectives of services, as JSON, for (list ROOT SERVICES LABELS): lib/objectives. */ -}}
{{- define "triptych.objectives" -}}
{{- $labels := index . 2 -}}
{{- $rules := list -}}
{{- range $service := index . 1 -}}
{{- $latency := .latency | default dict -}}
{{- range $slo, $target := dict "availability" .availability "latency" $latency.target -}}
{{- if $target -}}
{{- $own := dict "service" $service.name "slo" $slo -}}
{{- $rules = append $rules (dict "record" "${TARGET_OVERRIDE}" "expr" (printf "vector(%v)" $target) "labels" (merge $own $labels)) -}}
{{- end -}}
{{- end -}}
{{- if $latency.seconds -}}
{{- $own := dict "service" .name "le" (toString $latency.seconds) -}}
{{- $rules = append $rules (dict "record" "${LATENCY_BOUND_OVERRIDE}" "expr" "vector(1)" "labels" (merge $own $labels)) -}}
{{- end -}}
{{- end -}}
{{- toJson (dict "groups" (list (dict "name" "service_objectives" "rules" $rules))) -}}
{{- end -}}

{{- /* A quantity of Kubernetes as a number of cores or bytes. */ -}}
{{- define "triptych.quantity" -}}
{{- $text := toString . -}}
{{- $unit := regexFind "[A-Za-z]*$" $text -}}
{{- $factors := dict "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 -}}
{{- mulf (trimSuffix $unit $text | float64) (get $factors $unit | default 1.0) -}}
{{- end -}}

{{- /* The sum of requests, for (list ROOT (list (list PODS RESOURCES) …)). */ -}}
{{- define "triptych.requests" -}}
{{- $cores := 0.0 -}}
{{- $bytes := 0.0 -}}
{{- range index . 1 -}}
{{- $pods := index . 0 | float64 -}}
{{- $requests := (index . 1 | default dict).requests | default dict -}}
{{- $cores = addf $cores (mulf $pods (include "triptych.quantity" ($requests.cpu | default 0) | float64)) -}}
{{- $bytes = addf $bytes (mulf $pods (include "triptych.quantity" ($requests.memory | default 0) | float64)) -}}
{{- end -}}
{{- printf "%v cores and %.1f GiB" (round $cores 3) (divf $bytes 1073741824.0) -}}
{{- end -}}
`;

/** Renders a named template with the root of the chart and further arguments. */
export const include = (
  name: 'password' | 'credentials' | 'replicas' | 'requests' | 'rules' | 'objectives',
  ...values: readonly unknown[]
): string => call('include', `triptych.${name}`, call('list', token('$'), ...values));

/** The name with which the names of all objects begin. */
export const objectPrefix: string = call('include', 'triptych.name', token('$'));
