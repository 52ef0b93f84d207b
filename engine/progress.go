package engine

// Progress is Spark's StreamingQueryProgress, with its field names in JSON.
type Progress struct {
	ID                     string              `json:"id"`
	RunID                  string              `json:"runId"`
	Name                   string              `json:"name"`
	Timestamp              string              `json:"timestamp"` // ISO UTC of the trigger
	BatchID                int64               `json:"batchId"`
	BatchDuration          int64               `json:"batchDuration"` // ms
	NumInputRows           int64               `json:"numInputRows"`
	InputRowsPerSecond     float64             `json:"inputRowsPerSecond"`
	ProcessedRowsPerSecond float64             `json:"processedRowsPerSecond"`
	DurationMs             map[string]int64    `json:"durationMs"`
	EventTime              map[string]string   `json:"eventTime"` // max min avg watermark
	StateOperators         []StateProgress     `json:"stateOperators"`
	Sources                []SourceProgress    `json:"sources"`
	Sink                   SinkProgress        `json:"sink"`
	ObservedMetrics        map[string]*Metrics `json:"observedMetrics"`
}

// StateProgress is one stateful operator's part; index 0 is nearest the sink.
type StateProgress struct {
	OperatorName              string           `json:"operatorName"`
	NumRowsTotal              int64            `json:"numRowsTotal"`
	NumRowsUpdated            int64            `json:"numRowsUpdated"`
	AllUpdatesTimeMs          int64            `json:"allUpdatesTimeMs"`
	NumRowsRemoved            int64            `json:"numRowsRemoved"`
	AllRemovalsTimeMs         int64            `json:"allRemovalsTimeMs"`
	CommitTimeMs              int64            `json:"commitTimeMs"`
	MemoryUsedBytes           int64            `json:"memoryUsedBytes"`
	NumRowsDroppedByWatermark int64            `json:"numRowsDroppedByWatermark"`
	NumShufflePartitions      int64            `json:"numShufflePartitions"`
	NumStateStoreInstances    int64            `json:"numStateStoreInstances"`
	CustomMetrics             map[string]int64 `json:"customMetrics"`
}

// SourceProgress is one source's part.
type SourceProgress struct {
	Description            string            `json:"description"`
	StartOffset            string            `json:"startOffset"`
	EndOffset              string            `json:"endOffset"`
	LatestOffset           string            `json:"latestOffset"`
	NumInputRows           int64             `json:"numInputRows"`
	InputRowsPerSecond     float64           `json:"inputRowsPerSecond"`
	ProcessedRowsPerSecond float64           `json:"processedRowsPerSecond"`
	Metrics                map[string]string `json:"metrics"`
}

// SinkProgress is the sink's part; NumOutputRows is -1 where the sink cannot tell.
type SinkProgress struct {
	Description   string            `json:"description"`
	NumOutputRows int64             `json:"numOutputRows"`
	Metrics       map[string]string `json:"metrics"`
}
