// Workbooks as a person with a spreadsheet changes them: opened, text typed into cells, saved.
import zlib from 'node:zlib';

// Parts of a workbook by name.
export function open(buffer) {
  const parts = new Map();
  let end = buffer.length - 22;
  while (buffer.readUInt32LE(end) !== 0x06054b50) end -= 1;
  let at = buffer.readUInt32LE(end + 16);
  for (let left = buffer.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, size, name, extra, comment] = [20, 24, 28, 30, 32].map((place) => place < 28 ? buffer.readUInt32LE(at + place) : buffer.readUInt16LE(at + place));
    const start = buffer.readUInt32LE(at + 42);
    const from = start + 30 + buffer.readUInt16LE(start + 26) + buffer.readUInt16LE(start + 28);
    const bytes = buffer.subarray(from, from + packed);
    const plain = buffer.readUInt16LE(at + 10) === 0 ? bytes : zlib.inflateRawSync(bytes);
    if (plain.length !== size) throw new Error('a part of the workbook is broken');
    parts.set(buffer.toString('utf8', at + 46, at + 46 + name), plain);
    at += 46 + name + extra + comment;
  }
  return parts;
}

// Bytes of a workbook with these parts.
export function saved(parts) {
  const [files, list] = [[], []];
  let at = 0;
  for (const [name, bytes] of parts) {
    const [title, packed] = [Buffer.from(name), zlib.deflateRawSync(bytes)];
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(zlib.crc32(bytes), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, title, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, place, title]));
    files.push(local);
    at += local.length;
  }
  const index = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, index, end]);
}

const texts = (parts) => [...(parts.get('xl/sharedStrings.xml')?.toString() ?? '').matchAll(/<si>.*?<\/si>/gs)]
  .map(([one]) => [...one.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text).join(''));

// Types text into the cell where a row and a column with these keys meet; a key is found by a test on its text.
export function type(parts, isRow, isColumn, value) {
  const shared = texts(parts);
  for (const [name, bytes] of parts) {
    if (!name.startsWith('xl/worksheets/')) continue;
    const sheet = bytes.toString();
    const cells = [...sheet.matchAll(/<c r="([A-Z]+)(\d+)"[^>]* t="s"[^>]*><v>(\d+)<\/v><\/c>/g)]
      .map(([, column, row, at]) => ({ column, row, text: shared[at] }));
    const column = cells.find((cell) => cell.row === '1' && isColumn(cell.text))?.column;
    const row = cells.find((cell) => cell.column === 'A' && isRow(cell.text))?.row;
    if (!column || !row) continue;
    const place = new RegExp(`<c r="${column}${row}"( s="\\d+")?[^>]*?(/>|>.*?</c>)`);
    if (!place.test(sheet)) continue;
    const typed = (found, style = '') => `<c r="${column}${row}"${style} t="inlineStr"><is><t>${value}</t></is></c>`;
    parts.set(name, Buffer.from(sheet.replace(place, typed)));
    return;
  }
  throw new Error('no such cell in the workbook');
}

// Keys of the rows whose cell of a column was open when the workbook left, as its hidden sheet tells.
export function kept(parts, field) {
  const shared = texts(parts);
  for (const [name, bytes] of parts) {
    if (!name.startsWith('xl/worksheets/')) continue;
    const rows = [...bytes.toString().matchAll(/<row [^>]*>(.*?)<\/row>/gs)]
      .map(([, row]) => [...row.matchAll(/<c r="[A-Z]+\d+"[^>]* t="s"[^>]*><v>(\d+)<\/v><\/c>/g)].map(([, at]) => shared[at]));
    const found = rows.filter(([kind, , column]) => kind === 'kept' && column === field).map(([, key]) => key);
    if (found.length) return found;
  }
  return [];
}
