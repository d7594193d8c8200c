#!/usr/bin/env groovebox
// Counts the words of the text files in a folder, in a sandbox that sees nothing else of this machine, and keeps one
// report a day. Made for cron: every path is absolute or starts from this script's folder, and it prints only when
// something is wrong, so that cron mails only then.
//
//     17 3 * * *  /opt/groovebox/groovebox /opt/groovebox/scripts/nightly-report.groovy /srv/notes /var/reports
if (args.length != 2) {
    System.err.println 'usage: nightly-report.groovy FOLDER REPORTS'
    exit 2
}
def (notes, reports) = args.collect { new File(it).canonicalFile }

image('nightly-report') {
    from host('bash', 'coreutils', 'findutils', 'grep')
    workdir '/notes'
    label 'org.example.purpose': 'word counts of the night'
    cmd 'find . -type f -name "*.txt" -print0 | sort -z | xargs -0 -r wc -w'
}

def result = container {
    image 'nightly-report'
    mount notes.path, at: '/notes', readOnly: true
    readOnly()
    env LC_ALL: 'C.UTF-8'
    memory 128.mb
    pids 32
    oomScoreAdj 500
    timeout 20.minutes
}.run()

if (!result.succeeded()) {
    System.err.println "nightly report: exit code ${result.exitCode}${result.timedOut ? ' (time limit)' : ''}"
    System.err.print result.err
    exit 1
}
reports.mkdirs()
new File(reports, "words-${LocalDate.now()}.txt").text = result.out
