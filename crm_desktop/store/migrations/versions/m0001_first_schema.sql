CREATE TABLE contact (
	private BOOLEAN NOT NULL, 
	name VARCHAR NOT NULL, 
	nickname VARCHAR NOT NULL, 
	gender VARCHAR NOT NULL, 
	birthday VARCHAR NOT NULL, 
	company VARCHAR NOT NULL, 
	job VARCHAR NOT NULL, 
	estate VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	ring INTEGER, 
	closeness INTEGER, 
	occasion VARCHAR NOT NULL, 
	met_on DATE, 
	source VARCHAR NOT NULL, 
	preferences TEXT NOT NULL, 
	family TEXT NOT NULL, 
	note TEXT NOT NULL, 
	photo VARCHAR NOT NULL, 
	do_not_contact BOOLEAN NOT NULL, 
	consent VARCHAR NOT NULL, 
	consent_on DATE, 
	verified_on DATE, 
	merged_into VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id)
);
CREATE TABLE derived_person (
	n INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	private BOOLEAN NOT NULL, 
	is_customer BOOLEAN NOT NULL, 
	name VARCHAR NOT NULL, 
	sort_name VARCHAR NOT NULL, 
	subtitle VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	level_rank INTEGER NOT NULL, 
	tier INTEGER, 
	source VARCHAR NOT NULL, 
	ring INTEGER, 
	closeness INTEGER, 
	opened_on DATE, 
	last_touch_at DATETIME, 
	last_effective_on DATE, 
	due_on DATE, 
	due_at VARCHAR NOT NULL, 
	due_rule VARCHAR NOT NULL, 
	due_occurrence VARCHAR NOT NULL, 
	cold_on DATE, 
	birth_key VARCHAR NOT NULL, 
	promise_on DATE, 
	completeness INTEGER NOT NULL, 
	PRIMARY KEY (n), 
	UNIQUE (id)
);
CREATE INDEX dp_birth ON derived_person (birth_key);
CREATE INDEX dp_cold ON derived_person (cold_on);
CREATE INDEX dp_count ON derived_person (is_customer, level_rank, status, ring, tier, source, due_on, cold_on);
CREATE INDEX dp_due ON derived_person (is_customer, due_on, id, level_rank, status, tier, source, ring, cold_on);
CREATE INDEX dp_due_all ON derived_person (due_on, due_at, level_rank);
CREATE INDEX dp_level ON derived_person (is_customer, level_rank, due_on, id, status, tier, source, ring, cold_on);
CREATE INDEX dp_name ON derived_person (is_customer, sort_name, id, level_rank, status, tier, source, ring, due_on, cold_on);
CREATE INDEX dp_opened ON derived_person (is_customer, opened_on, id, level_rank, status, tier, source, ring, due_on, cold_on);
CREATE INDEX dp_promise ON derived_person (promise_on);
CREATE INDEX dp_ring ON derived_person (ring, is_customer, private, last_effective_on);
CREATE INDEX dp_status ON derived_person (is_customer, status, sort_name, id, level_rank, tier, source, ring, due_on, cold_on);
CREATE INDEX dp_touch ON derived_person (is_customer, last_touch_at, id, level_rank, status, tier, source, ring, due_on, cold_on);
CREATE TABLE import_batch (
	id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	step INTEGER NOT NULL, 
	report TEXT NOT NULL, 
	undone DATETIME, 
	PRIMARY KEY (id)
);
CREATE TABLE local_value (
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE segment (
	name VARCHAR NOT NULL, 
	filter TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id)
);
CREATE TABLE setting (
	kind VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_setting_kind ON setting (kind);
CREATE TABLE attachment (
	private BOOLEAN NOT NULL, 
	name VARCHAR NOT NULL, 
	mime VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	thumbnail VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_attachment_root ON attachment (root);
CREATE TABLE commitment (
	kind VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	due_on DATE, 
	state VARCHAR NOT NULL, 
	closed_on DATE, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX commitment_due ON commitment (state, due_on);
CREATE INDEX ix_commitment_root ON commitment (root);
CREATE TABLE contact_way (
	kind VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	normal VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX contact_way_normal ON contact_way (kind, normal);
CREATE INDEX ix_contact_way_root ON contact_way (root);
CREATE TABLE custom_value (
	field VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_custom_value_root ON custom_value (root);
CREATE TABLE customer (
	status VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	tier INTEGER, 
	tier_reason VARCHAR NOT NULL, 
	opened_on DATE NOT NULL, 
	decision_maker VARCHAR NOT NULL, 
	next_step TEXT NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_customer_root ON customer (root);
CREATE TABLE distinct_pair (
	other VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_distinct_pair_other ON distinct_pair (other);
CREATE INDEX ix_distinct_pair_root ON distinct_pair (root);
CREATE TABLE follow_up (
	rule VARCHAR NOT NULL, 
	occurrence VARCHAR NOT NULL, 
	due_on DATE NOT NULL, 
	due_at VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	purpose TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	touch VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX follow_up_due ON follow_up (state, due_on);
CREATE INDEX ix_follow_up_root ON follow_up (root);
CREATE TABLE merge (
	loser VARCHAR NOT NULL, 
	step INTEGER NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_merge_loser ON merge (loser);
CREATE INDEX ix_merge_root ON merge (root);
CREATE TABLE opportunity (
	stage VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	colour VARCHAR NOT NULL, 
	use VARCHAR NOT NULL, 
	budget_low INTEGER, 
	budget_high INTEGER, 
	payment VARCHAR NOT NULL, 
	trade_in VARCHAR NOT NULL, 
	trade_in_value INTEGER, 
	rival VARCHAR NOT NULL, 
	concerns TEXT NOT NULL, 
	quote INTEGER, 
	expected_on DATE, 
	ordered_on DATE, 
	delivered_on DATE, 
	lost_on DATE, 
	lost_reason VARCHAR NOT NULL, 
	lost_note TEXT NOT NULL, 
	note TEXT NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_opportunity_root ON opportunity (root);
CREATE TABLE relation (
	private BOOLEAN NOT NULL, 
	other VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_relation_other ON relation (other);
CREATE INDEX ix_relation_root ON relation (root);
CREATE TABLE scale_change (
	at DATETIME NOT NULL, 
	scale VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_scale_change_root ON scale_change (root);
CREATE TABLE tag (
	name VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_tag_root ON tag (root);
CREATE INDEX tag_name ON tag (name, root);
CREATE TABLE touch (
	private BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR NOT NULL, 
	result VARCHAR NOT NULL, 
	effective BOOLEAN NOT NULL, 
	opener VARCHAR NOT NULL, 
	mood INTEGER, 
	minutes INTEGER, 
	note TEXT NOT NULL, 
	script VARCHAR NOT NULL, 
	follow_key VARCHAR NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_touch_root ON touch (root);
CREATE INDEX touch_at ON touch (at);
CREATE INDEX touch_root_at ON touch (root, at);
CREATE TABLE vehicle (
	kind VARCHAR NOT NULL, 
	brand VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	trim VARCHAR NOT NULL, 
	colour VARCHAR NOT NULL, 
	vin VARCHAR NOT NULL, 
	plate VARCHAR NOT NULL, 
	plate_normal VARCHAR NOT NULL, 
	bought_on DATE, 
	delivered_on DATE, 
	mileage INTEGER, 
	mileage_on DATE, 
	insurer VARCHAR NOT NULL, 
	insurance_until DATE, 
	inspection_until DATE, 
	maintenance_on DATE, 
	maintenance_km INTEGER, 
	sold_by_us BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	root VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	row_seq INTEGER DEFAULT '0' NOT NULL, 
	created DATETIME NOT NULL, 
	deleted DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(root) REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX ix_vehicle_root ON vehicle (root);
CREATE INDEX vehicle_plate ON vehicle (plate_normal);
CREATE INDEX vehicle_vin ON vehicle (vin);
