#!/usr/bin/env bash
# make.sh DEST: makes the git repositories DEST/odoo (a small core, tags 16.0 and 17.0), DEST/community (one module of the
# community's, with the same tags) and DEST/custom (Acme's add-ons, with their history) from the files beside this script. The same files give the same commit ids on every machine.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: make.sh DEST" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dest=$1
for repository in odoo community custom; do
    [ ! -e "$dest/$repository" ] || { echo "make.sh: $dest/$repository exists; remove it or choose another folder" >&2; exit 1; }
done

# Nothing of the user's own git may show in the commits: neither configuration nor the variables of a hook that calls us.
while read -r name; do unset "$name"; done < <(compgen -e | grep '^GIT_' || true)
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null LC_ALL=C
umask 022

# start FOLDER: an empty repository; what follows works in it.
start() {
    mkdir -p "$1"
    cd "$1"
    git -c init.defaultBranch=main init -q --template=
}

# commit DAY AUTHOR MESSAGE: everything in the folder.
commit() {
    local mail
    mail=$(tr 'A-Z ' 'a-z.' <<<"$2")@acme.example
    export GIT_AUTHOR_NAME=$2 GIT_AUTHOR_EMAIL=$mail GIT_AUTHOR_DATE="$1T10:00:00+0100"
    export GIT_COMMITTER_NAME=$2 GIT_COMMITTER_EMAIL=$mail GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
    git add -A
    git -c gc.auto=0 commit -q -m "$3"
}

# custom STEP DAY AUTHOR MESSAGE PATH...: these paths as they are today, except where history/STEP still has them otherwise.
custom() {
    local step=$1 day=$2 author=$3 message=$4
    shift 4
    (cd "$here/custom" && tar -cf - -- "$@") | tar -xf -
    [ ! -d "$here/history/$step" ] || cp -R "$here/history/$step/." .
    commit "$day" "$author" "$message"
}

mkdir -p "$dest"
dest=$(cd "$dest" && pwd)

start "$dest/odoo"
cp -R "$here/core-16/." .
commit 2022-10-12 "Core Team" "Release 16.0"
git tag 16.0
cp -R "$here/core-17/." .
commit 2023-11-08 "Core Team" "Release 17.0"
git tag 17.0
git checkout -q 16.0

start "$dest/community"
cp -R "$here/community-16/." .
commit 2022-11-02 "Ana Lopez" "[MIG] partner_external_code to 16.0"
git tag 16.0
cp -R "$here/community-17/." .
commit 2024-02-05 "Ana Lopez" "[MIG] partner_external_code to 17.0"
git tag 17.0
git checkout -q 16.0

start "$dest/custom"
custom 1 2022-11-07 "Rita Keller" "Start on Odoo 16: customer numbers of the old ERP

acme_legacy is not ported, acme_account will replace it." README.md acme_base/{__init__,__manifest__}.py acme_base/{models,views} acme_legacy
custom 2 2022-11-21 "Rita Keller" "[ADD] acme_sale: no gifts on invoices, references as the bank wants them" acme_sale/{__init__,__manifest__}.py acme_sale/{models,data}
custom 3 2022-12-05 "Jonas Frei" "[ADD] partner_external_code, a copy of the community's (ACME-75)" partner_external_code
custom 4 2023-01-16 "Jonas Frei" "[IMP] acme_base: Swiss amounts on all documents (ACME-97)" acme_base
custom 5 2023-03-06 "Rita Keller" "[ADD] acme_stock: backorders keep the note for the carrier (ACME-131)" acme_stock
custom 6 2023-05-22 "Lea Brunner" "[ADD] acme_account: opening balances and reminders" acme_account
custom 7 2023-09-11 "Rita Keller" "[IMP] acme_sale: large orders wait for an approval (ACME-188)" acme_sale/{__manifest__.py,models/sale_order.py,views,migrations}
custom 8 2023-10-02 "Lea Brunner" "[ADD] acme_website: one page with the orders of the group; acme_labels" acme_website acme_labels
custom 9 2024-01-15 "Jonas Frei" "[FIX] whole pieces only (ACME-203), no list of transfers on scanners (ACME-160)" .
