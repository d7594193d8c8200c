# Do the same inputs make the same image here as on the machine that started this one, which has another kernel, Java and clock?

build_here() {
    groovebox build --network none --no-cache --timestamp 1700000000 -q "$@" /mnt/reproducible
}

same_digest() {
    equals "$(cat /mnt/reproducible.id)" "$(build_here)"
}

same_digest_by_environment() {
    equals "$(cat /mnt/reproducible.id)" \
        "$(SOURCE_DATE_EPOCH=1700000000 groovebox build --network none --no-cache -q --parallel 1 /mnt/reproducible)"
}

other_input() {
    not equals "$(cat /mnt/reproducible.id)" "$(build_here --build-arg WORD=other)"
}

it "makes of the same inputs the image that another machine made" same_digest
it "makes it one step at a time and by SOURCE_DATE_EPOCH too" same_digest_by_environment
it "makes another of other inputs" other_input
