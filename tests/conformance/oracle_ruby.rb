# What the Ruby library "mail" says of mails, a line of JSON for each file.
#
# A field about which the library raises an error is null: it has no opinion.
require 'json'
require 'mail'

# A header of a name may come more than once, which is against the rules.
def addresses(mail, name)
  fields = mail.header.fields.select { |field| field.name.casecmp?(name) }
  fields.flat_map do |field|
    field.addrs.map { |one| [one.display_name || '', one.address || ''] }
  end
end

def leaves(part)
  part.multipart? && !part.parts.empty? ? part.parts.flat_map { |one| leaves(one) } : [part]
end

# What is not shown as the text of the mail: a file by its own word, by its name or its type.
def attachment?(part)
  return false if part.mime_type.to_s.start_with?('multipart/')
  return true if part.attachment? || part.filename

  !['text/plain', 'text/html', ''].include?(part.mime_type.to_s)
end

# Some readers make "\n" of "\r\n" while they decode, so each counts a line end once.
def parts(mail)
  leaves(mail).select { |part| attachment?(part) }.map do |part|
    { name: part.filename.to_s, type: part.mime_type.to_s, size: part.decoded.b.gsub("\r\n", "\n").bytesize }
  end
end

# What a report about a mail says of each recipient (RFC 3464).
def reports(mail)
  return [] unless mail.multipart_report? && mail.action

  Array(mail.action).zip(Array(mail.final_recipient), Array(mail.error_status))
end

def attempt
  yield
rescue StandardError
  nil
end

def clean(value)
  case value
  when String then value.dup.force_encoding(value.encoding == Encoding::BINARY ? 'UTF-8' : value.encoding)
                        .encode('UTF-8', invalid: :replace, undef: :replace).scrub
  when Array then value.map { |one| clean(one) }
  when Hash then value.transform_values { |one| clean(one) }
  else value
  end
end

def tell(path)
  mail = Mail.new(File.binread(path))
  told = { file: path, subject: attempt { mail.subject.to_s }, parts: attempt { parts(mail) },
           reports: attempt { reports(mail) } }
  ['From', 'Reply-To', 'To', 'Cc'].each do |name|
    told[name.downcase] = attempt { addresses(mail, name) }
  end
  told
end

ARGV.each do |path|
  puts JSON.generate(clean(attempt { tell(path) } || { file: path }))
end
