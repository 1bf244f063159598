-- Who may come in. Secrets are 32 random bytes each; only their SHA-256 stands here, so that a copy of the database
-- opens no door.

create schema auth;
revoke all on schema auth from public;

create table auth.token (
  id uuid primary key,
  secret_sha256 bytea not null unique check (length(secret_sha256) = 32),
  account text not null check (account <> ''),
  role text not null check (role <> ''),
  label text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
comment on table auth.token is 'Bearer tokens of the API.';

create table auth.session (
  secret_sha256 bytea primary key check (length(secret_sha256) = 32),
  account text not null check (account <> ''),
  role text not null check (role <> ''),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_expiry on auth.session (expires_at);
comment on table auth.session is 'Sessions of the pages: the secret is in a cookie.';

create table auth.login_link (
  secret_sha256 bytea primary key check (length(secret_sha256) = 32),
  account text not null check (account <> ''),
  role text not null check (role <> ''),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table auth.login_link is 'Links that open one session, once.';
