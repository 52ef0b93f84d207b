package engine

// Progress is Spark's StreamingQueryProgress; its JSON has Spark's names and forms.
type Progress struct {
	ID                     string
	RunID                  string
	Name                   string
	Timestamp              string // ISO UTC of the trigger
	BatchID                int64
	BatchDuration          int64 // ms
	NumInputRows           int64
	InputRowsPerSecond     float64
	ProcessedRowsPerSecond float64
	DurationMs             map[string]int64
	EventTime              map[string]string // max min avg watermark
	StateOperators         []StateProgress
	Sources                []SourceProgress
	Sink                   SinkProgress
	ObservedMetrics        map[string]*Metrics
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

// SourceProgress is one source's part. Offsets are JSON texts, "" for none.
type SourceProgress struct {
	Description            string
	StartOffset            string
	EndOffset              string
	LatestOffset           string
	NumInputRows           int64
	InputRowsPerSecond     float64
	ProcessedRowsPerSecond float64
	Metrics                map[string]string
}

// SinkProgress is the sink's part; NumOutputRows is -1 where the sink cannot tell.
type SinkProgress struct {
	Description   string            `json:"description"`
	NumOutputRows int64             `json:"numOutputRows"`
	Metrics       map[string]string `json:"metrics,omitempty"`
}
