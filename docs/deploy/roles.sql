-- Run once by the PostgreSQL image when its volume is empty: two roles, neither a superuser. The owner migrates; the
-- app may do what the migrations grant it, which for the audit trail is to add and to read.
\set owner_password `cat /run/secrets/owner_password`
\set app_password `cat /run/secrets/app_password`
CREATE ROLE clinic_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE clinic_app LOGIN PASSWORD :'app_password';
CREATE DATABASE clinic OWNER clinic_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE clinic FROM PUBLIC;
GRANT CONNECT ON DATABASE clinic TO clinic_app;
